import type { ReactNode } from 'react';

/** A setting with its name beside it, and what it means below. */
export function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className="grid grid-cols-[160px_1fr] items-start gap-4 max-md:grid-cols-1 max-md:gap-1">
      <span className="text-quiet">{label}</span>
      <div className="flex min-w-0 flex-col items-start gap-2">
        {children}
        {hint === undefined ? null : <p className="text-xs text-quiet">{hint}</p>}
      </div>
    </div>
  );
}
