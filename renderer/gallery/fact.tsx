import type { ReactNode } from 'react';

/** A line of a list of facts. */
export function Fact({
  name,
  title,
  children,
}: {
  name: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="shrink-0 text-quiet">{name}</dt>
      <dd className="figures min-w-0 truncate text-right select-text" title={title}>
        {children}
      </dd>
    </div>
  );
}
