import { NumberField } from '../ui/number-field.tsx';
import { Slider } from '../ui/slider.tsx';

interface StrengthRowProps {
  label: string;
  /** Above 0 … 1. */
  value: number;
  onValueChange(value: number): void;
  problem: string | null;
}

/** How much of a picture is given up: little at the left, everything at the right. */
export function StrengthRow({ label, value, onValueChange, problem }: StrengthRowProps) {
  return (
    <div className="grid grid-cols-[1fr_64px] items-end gap-x-4">
      <div className="flex flex-col gap-1">
        <span aria-hidden className="text-sm text-quiet">
          {label}
        </span>
        <div className="flex h-8 items-center">
          <Slider
            label={label}
            value={value}
            onValueChange={onValueChange}
            min={0.05}
            max={1}
            step={0.05}
          />
        </div>
      </div>
      <NumberField
        label={label}
        labelHidden
        value={value}
        onValueChange={onValueChange}
        min={0.05}
        max={1}
        step={0.05}
        error={problem}
      />
    </div>
  );
}
