import { studio } from '../api/studio.ts';
import { refreshGalleryLists, useMarked } from './favourites.ts';
import { ownChanges } from './own-changes.ts';

/** Before the watch is begun anew, and between two looks at what has changed: ten stars in a second are one. Milliseconds. */
const pauseBeforeRetry = 1000;
const pause = 150;

/** Keeps what the page shows of the gallery as other windows and the command line change it, for the life of the page. */
export async function watchGallery(): Promise<never> {
  for (let missed = false; ; missed = true) {
    try {
      const changes = await studio.gallery.watch();
      // What changed while nobody told of it.
      if (missed) useMarked.setState({ ids: null });
      for await (const { ids } of changes) {
        if (ownChanges.areEcho(ids)) continue;
        useMarked.setState({ ids });
        refreshSoon();
      }
    } catch {
      // The connection is lost, which its own notice says; calls wait for the next one.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry));
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

function refreshSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    void refreshGalleryLists();
  }, pause);
}
