import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { boxLook, Field } from './field.tsx';
import { isComposing } from './keys.ts';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  type?: 'text' | 'password';
  label: ReactNode;
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  value: string;
  onValueChange(value: string): void;
  /** Enter, but never the Enter that ends a conversion of the input method. */
  onEnter?: (() => void) | undefined;
}

export function TextField({
  label,
  aside,
  hint,
  error,
  value,
  onValueChange,
  onEnter,
  className,
  ...rest
}: TextFieldProps) {
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          type="text"
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !isComposing(event.nativeEvent)) onEnter?.();
          }}
          className={classNames(boxLook, 'h-8 px-2.5 text-sm', className)}
          {...rest}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> {
  label: ReactNode;
  /** The label is only heard. */
  labelHidden?: boolean;
  aside?: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  value: string;
  onValueChange(value: string): void;
  /** It grows with its text from `minRows` to `maxRows` lines. */
  minRows?: number;
  maxRows?: number;
  /** `small`: as tall as the boxes of other settings while it has one line. */
  size?: 'small' | 'medium';
}

/**
 * A text of several lines; Enter is a new line, always. Conversions of an input method pass through untouched: nothing
 * here listens to keys, and what is handed in asks `isComposing` first.
 */
export function TextArea({
  label,
  labelHidden,
  aside,
  hint,
  error,
  value,
  onValueChange,
  minRows = 2,
  maxRows = 8,
  size = 'medium',
  className,
  ...rest
}: TextAreaProps) {
  return (
    <Field label={label} labelHidden={labelHidden} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          rows={minRows}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          spellCheck={false}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          className={classNames(
            boxLook,
            'field-sizing-content resize-none px-2.5',
            size === 'small' ? 'py-[5px] text-sm' : 'py-2 text-base',
            className,
          )}
          style={{ minHeight: linesTall(minRows, size), maxHeight: linesTall(maxRows, size) }}
          {...rest}
        />
      )}
    </Field>
  );
}

/** Height of so many lines in a box with its padding (2 × 8 px, 2 × 5 px where it is small) and border. */
function linesTall(lines: number, size: 'small' | 'medium'): string {
  return `calc(${lines}lh + ${size === 'small' ? 12 : 18}px)`;
}
