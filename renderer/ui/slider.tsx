import { Slider as RadixSlider } from 'radix-ui';

interface SliderProps {
  label: string;
  value: number;
  onValueChange(value: number): void;
  min: number;
  max: number;
  step?: number;
  /** What a screen reader says for the value, e.g. "50 %". */
  valueText?: string;
  className?: string;
}

export function Slider({
  label,
  value,
  onValueChange,
  min,
  max,
  step = 1,
  valueText,
  className,
}: SliderProps) {
  return (
    <RadixSlider.Root
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onValueChange(next);
      }}
      min={min}
      max={max}
      step={step}
      className={`relative flex h-5 touch-none items-center select-none ${className ?? 'w-full'}`}
    >
      <RadixSlider.Track className="relative h-[3px] grow rounded-full bg-line forced-color-adjust-none">
        <RadixSlider.Range className="absolute h-full rounded-full bg-ink" />
      </RadixSlider.Track>
      <RadixSlider.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="block size-3.5 rounded-full border-2 border-ink bg-raised"
      />
    </RadixSlider.Root>
  );
}
