import type { GenerationEvent } from '../api/contract/generation.ts';

/** What has changed: the queue, or only how far a picture has come. */
export type QueueChange = {
  jobId: string;
  step: Extract<GenerationEvent, { type: 'step' }>;
} | null;

/** Those who are told of every change of the queue. */
export function createQueueChanges() {
  const watchers = new Set<(change: QueueChange) => void>();
  return {
    tell(change: QueueChange = null): void {
      for (const tell of watchers) tell(change);
    },

    /** Calls `tell` at every change until the returned function is called. */
    watch(tell: (change: QueueChange) => void): () => void {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
  };
}
