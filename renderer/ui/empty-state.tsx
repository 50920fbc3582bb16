import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  /** One or two sentences: why it is empty and what to do. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-64 flex-col items-center justify-center gap-3 px-8 text-center">
      <h2 className="font-mincho text-xl">{title}</h2>
      {children ? <div className="max-w-md text-sm text-balance text-quiet">{children}</div> : null}
      {actions ? <div className="mt-2 flex gap-2">{actions}</div> : null}
    </div>
  );
}
