import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { tip } from './tip.ts';

export interface Choice<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Name where the label is an icon or an abbreviation; also its tooltip. */
  name?: string;
  disabled?: boolean;
}

interface SegmentedProps<Value extends string> {
  /** Name of the group. */
  label: string;
  value: Value | null;
  onValueChange(value: Value): void;
  choices: readonly Choice<Value>[];
  /** `joined`: one box with parts. `chips`: separate boxes that wrap. */
  look?: 'joined' | 'chips';
  className?: string;
}

/** One of a few. Arrow keys move between them. */
export function Segmented<Value extends string>({
  label,
  value,
  onValueChange,
  choices,
  look = 'joined',
  className,
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value ?? ''}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen) onValueChange(chosen.value);
      }}
      className={classNames(
        look === 'joined'
          ? 'flex rounded-md border border-line bg-sunk p-[2px]'
          : 'flex flex-wrap gap-1.5',
        className,
      )}
    >
      {choices.map((choice) => (
        <Part key={choice.value} choice={choice} look={look} />
      ))}
    </ToggleGroup.Root>
  );
}

function Part<Value extends string>({
  choice,
  look,
}: {
  choice: Choice<Value>;
  look: 'joined' | 'chips';
}) {
  return (
    <ToggleGroup.Item
      value={choice.value}
      disabled={choice.disabled ?? false}
      {...(choice.name === undefined ? {} : { 'aria-label': choice.name, ...tip(choice.name) })}
      className={classNames(
        'inline-flex h-7 items-center justify-center gap-1.5 text-sm transition-colors duration-100 disabled:opacity-45',
        look === 'joined'
          ? 'grow rounded-[4px] px-2 text-quiet hover:text-ink aria-checked:bg-raised aria-checked:text-ink aria-checked:shadow-[0_0_0_1px_var(--line)]'
          : 'rounded-md border border-line bg-raised px-1.5 hover:border-line-strong aria-checked:border-ink aria-checked:bg-ink aria-checked:text-ground',
      )}
    >
      {choice.label}
    </ToggleGroup.Item>
  );
}
