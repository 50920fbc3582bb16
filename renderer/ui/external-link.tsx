import { ExternalLink as Icon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Leads out of the studio, into a window of the browser that learns nothing of it. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1.5 self-start text-sm underline underline-offset-2"
    >
      <Icon aria-hidden className="size-4" strokeWidth={1.6} />
      {children}
    </a>
  );
}
