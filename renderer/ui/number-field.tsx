import type { ReactNode } from 'react';
import { useState } from 'react';
import { classNames } from './class-names.ts';
import { boxLook, Field } from './field.tsx';
import { isComposing } from './keys.ts';

interface NumberFieldProps {
  label: ReactNode;
  /** The label is only heard. */
  labelHidden?: boolean;
  aside?: ReactNode;
  error?: string | null | undefined;
  value: number;
  onValueChange(value: number): void;
  min: number;
  max: number;
  /** Arrow keys move by this much, with Shift by ten times as much. */
  step?: number;
  className?: string;
}

/** Full-width digits, as an input method leaves them, count as digits. */
function parseNumber(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/**
 * A number that can be typed, and stepped with the arrow keys. What is typed is handed on as it is, even where it is
 * out of range: the field that shows the error is the place to say so, not a silent correction.
 */
export function NumberField({
  label,
  labelHidden,
  aside,
  error,
  value,
  onValueChange,
  min,
  max,
  step = 1,
  className,
}: NumberFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const move = (by: number) => {
    setDraft(null);
    const moved = Math.round((value + by) / step) * step;
    onValueChange(Number(Math.min(max, Math.max(min, moved)).toFixed(4)));
  };
  return (
    <Field label={label} labelHidden={labelHidden} aside={aside} error={error}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          type="text"
          inputMode="decimal"
          role="spinbutton"
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          value={draft ?? String(value)}
          onChange={(event) => {
            setDraft(event.target.value);
            const number = parseNumber(event.target.value);
            if (number !== null) onValueChange(number);
          }}
          onBlur={() => setDraft(null)}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            const size = event.shiftKey ? step * 10 : step;
            move(event.key === 'ArrowUp' ? size : -size);
          }}
          className={classNames(boxLook, 'figures h-8 px-2.5 text-sm', className)}
        />
      )}
    </Field>
  );
}
