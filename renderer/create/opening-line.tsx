import type { ReactNode } from 'react';
import { useState } from 'react';

/** A quiet line under a field that opens on what helps with it. What it holds is there only while it is open. */
export function OpeningLine({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="text-xs text-quiet"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="w-fit cursor-pointer rounded-sm py-1 hover:text-ink">{title}</summary>
      {open ? children : null}
    </details>
  );
}
