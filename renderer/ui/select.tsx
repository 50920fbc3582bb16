import type { ReactNode } from 'react';
import { boxLook, Field } from './field.tsx';
import { classNames } from './class-names.ts';

interface SelectProps<Value extends string> {
  label: ReactNode;
  aside?: ReactNode;
  value: Value | null;
  onValueChange(value: Value): void;
  choices: readonly { value: Value; label: string; disabled?: boolean }[];
  disabled?: boolean;
}

/**
 * One of many, in a list that opens: the browser's own, because it is reachable by every keyboard and screen reader and
 * needs no style elements, which the page's security policy forbids. Its list is styled where the browser allows it.
 */
export function Select<Value extends string>({
  label,
  aside,
  value,
  onValueChange,
  choices,
  disabled = false,
}: SelectProps<Value>) {
  return (
    <Field label={label} aside={aside}>
      {({ id, describedBy }) => (
        <select
          id={id}
          aria-describedby={describedBy}
          disabled={disabled}
          value={value ?? ''}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.target.value);
            if (chosen) onValueChange(chosen.value);
          }}
          className={classNames(boxLook, 'styled-select h-8 px-2.5 text-sm')}
        >
          {value === null ? <option value="" disabled hidden /> : null}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
