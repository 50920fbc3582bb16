import type { ReactNode } from 'react';

interface RoomHeaderProps {
  title: string;
  /** Beside the title, quiet: a count, a hint. */
  note?: ReactNode;
  /** At the right edge: search, buttons. */
  children?: ReactNode;
}

/** The line at the top of a room. */
export function RoomHeader({ title, note, children }: RoomHeaderProps) {
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-3 border-b border-line px-6 py-2">
      <h1 className="font-mincho text-xl whitespace-nowrap">{title}</h1>
      {note ? <div className="min-w-0 truncate text-sm text-quiet">{note}</div> : null}
      <div className="ml-auto flex items-center gap-2">{children}</div>
    </header>
  );
}
