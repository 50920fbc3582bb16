interface ProgressBarProps {
  label: string;
  /** 0 … 1; null while it cannot be known. */
  value: number | null;
  className?: string;
}

/** A thin line of ink that fills. */
export function ProgressBar({ label, value, className }: ProgressBarProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={`h-[3px] overflow-hidden rounded-full bg-line forced-color-adjust-none ${className ?? 'w-full'}`}
    >
      <div
        className={`h-full rounded-full bg-ink transition-[width] duration-150 ${percent === undefined ? 'w-1/4 animate-pulse' : ''}`}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
