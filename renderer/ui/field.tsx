import type { ReactNode } from 'react';
import { useId } from 'react';
import { classNames } from './class-names.ts';

interface FieldProps {
  label: ReactNode;
  /** The label is only heard; no room is kept for it, as what stands above says it already. */
  labelHidden?: boolean | undefined;
  /** To the right of the label: a reset button, a value. */
  aside?: ReactNode;
  hint?: ReactNode;
  /** A sentence: what is wrong and what would be right. */
  error?: string | null | undefined;
  className?: string;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}

/** Label, control, hint and error of one setting, tied together for assistive technology. */
export function Field(props: FieldProps) {
  const { label, labelHidden = false, aside, hint, error, className, children } = props;
  const id = useId();
  const describedBy = [error ? `${id}-error` : '', hint ? `${id}-hint` : '']
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className={classNames('relative flex flex-col gap-1', className)}>
      {labelHidden ? (
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
      ) : (
        <div className="flex min-h-5 items-center justify-between gap-2">
          <label htmlFor={id} className="text-sm text-quiet">
            {label}
          </label>
          {aside}
        </div>
      )}
      {children({
        id,
        describedBy: describedBy === '' ? undefined : describedBy,
        invalid: !!error,
      })}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs text-danger">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-quiet">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** How every box that takes text or a number looks. */
export const boxLook =
  'w-full rounded-md border border-line bg-raised text-ink transition-colors duration-100 ' +
  'hover:border-line-strong ' +
  'aria-invalid:border-danger disabled:opacity-45';
