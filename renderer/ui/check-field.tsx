import type { ReactNode } from 'react';
import { useId } from 'react';

interface CheckFieldProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onCheckedChange(checked: boolean): void;
}

/** Something that is on or off, with what that means below it. */
export function CheckField({ label, hint, checked, onCheckedChange }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[auto_1fr] items-baseline gap-x-2.5 gap-y-0.5 text-sm">
      <input
        id={id}
        type="checkbox"
        className="translate-y-[2px] accent-ink"
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onCheckedChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <p id={`${id}-hint`} className="col-start-2 text-xs text-quiet">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
