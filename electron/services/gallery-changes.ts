import type { GalleryChange } from '../api/contract/gallery.ts';
import { createEventQueue } from '../workers/event-queue.ts';

export type GalleryChanges = ReturnType<typeof createGalleryChanges>;

/** Those who are told that pictures, their marks, boards or saved searches have changed, whoever changed them. */
export function createGalleryChanges() {
  const watchers = new Set<(ids: readonly string[]) => void>();
  return {
    /** @param ids pictures whose records are no longer true; none where only lists have changed */
    tell(ids: readonly string[] = []): void {
      for (const watcher of watchers) watcher(ids);
    },

    /** Changes from now on, until the iteration is ended; what happens while one is being read comes as one. */
    async *watch({ signal }: { signal?: AbortSignal | undefined } = {}): AsyncGenerator<
      GalleryChange,
      void,
      void
    > {
      const changes = createEventQueue<'changed'>();
      let ids = new Set<string>();
      const note = (changed: readonly string[]): void => {
        for (const id of changed) ids.add(id);
        if (changes.waiting === 0) changes.push('changed');
      };
      const end = (): void => changes.end();
      watchers.add(note);
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
      try {
        for await (const _ of changes) {
          const told = [...ids];
          ids = new Set();
          yield { ids: told };
        }
      } finally {
        watchers.delete(note);
        signal?.removeEventListener('abort', end);
      }
    },
  };
}
