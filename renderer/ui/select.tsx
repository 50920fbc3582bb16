import { Check, ChevronDown } from 'lucide-react';
import { Select as RadixSelect } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { boxLook, Field } from './field.tsx';

interface SelectProps<Value extends string> {
  label: ReactNode;
  aside?: ReactNode;
  value: Value | null;
  onValueChange(value: Value): void;
  choices: readonly { value: Value; label: ReactNode; disabled?: boolean }[];
  placeholder?: string;
  disabled?: boolean;
}

/** One of many, in a list that opens. */
export function Select<Value extends string>({
  label,
  aside,
  value,
  onValueChange,
  choices,
  placeholder,
  disabled = false,
}: SelectProps<Value>) {
  return (
    <Field label={label} aside={aside}>
      {({ id, describedBy }) => (
        <RadixSelect.Root
          value={value ?? ''}
          disabled={disabled}
          onValueChange={(next) => {
            const chosen = choices.find((choice) => choice.value === next);
            if (chosen) onValueChange(chosen.value);
          }}
        >
          <RadixSelect.Trigger
            id={id}
            aria-describedby={describedBy}
            className={classNames(boxLook, 'flex h-8 items-center gap-2 px-2.5 text-left text-sm')}
          >
            <span className="min-w-0 grow truncate">
              <RadixSelect.Value placeholder={placeholder} />
            </span>
            <RadixSelect.Icon>
              <ChevronDown aria-hidden className="size-3.5 text-quiet" />
            </RadixSelect.Icon>
          </RadixSelect.Trigger>
          <RadixSelect.Portal>
            <RadixSelect.Content
              position="popper"
              sideOffset={4}
              className="appear z-40 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line bg-raised shadow-raised"
            >
              <RadixSelect.Viewport className="p-1">
                {choices.map((choice) => (
                  <RadixSelect.Item
                    key={choice.value}
                    value={choice.value}
                    disabled={choice.disabled ?? false}
                    className="flex h-8 items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-disabled:opacity-45 data-highlighted:bg-ink/7"
                  >
                    <RadixSelect.ItemText>{choice.label}</RadixSelect.ItemText>
                    <RadixSelect.ItemIndicator className="ml-auto pl-3">
                      <Check aria-hidden className="size-3.5" />
                    </RadixSelect.ItemIndicator>
                  </RadixSelect.Item>
                ))}
              </RadixSelect.Viewport>
            </RadixSelect.Content>
          </RadixSelect.Portal>
        </RadixSelect.Root>
      )}
    </Field>
  );
}
