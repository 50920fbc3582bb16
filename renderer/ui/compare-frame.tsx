import type { ReactNode } from 'react';
import { CompareLinks } from './compare-links.tsx';
import { RetryNotice } from './retry-notice.tsx';
import { RoomHeader } from './room-header.tsx';

interface CompareFrameProps {
  title: string;
  /** What kept the room from being filled; null where nothing did. */
  error: unknown;
  onRetry(): void;
  /** Beside each other, from left to right. */
  children: ReactNode;
}

/** Head of a room of Compare, and below it what it shows or why it cannot. */
export function CompareFrame({ title, error, onRetry, children }: CompareFrameProps) {
  return (
    <div className="flex h-full flex-col">
      <RoomHeader title={title}>
        <CompareLinks />
      </RoomHeader>
      {error === null ? (
        <div className="flex min-h-0 grow">{children}</div>
      ) : (
        <RetryNotice error={error} onRetry={onRetry} />
      )}
    </div>
  );
}
