import { setTimeout as wait } from 'node:timers/promises';
import { fetchFiles, type FetchFilesOptions } from './fetch-files.ts';
import type { PartialFile } from './partial-file.ts';

export interface FetchProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * Fetches as `fetchFiles` does, and tells every now and then how far it is. Ending the iteration ends the fetching.
 *
 * @param begun what is there already, and what there will be
 */
export async function* fetchWithProgress(
  partials: readonly PartialFile[],
  begun: FetchProgress,
  {
    reportEvery,
    ...options
  }: Omit<FetchFilesOptions, 'onBytes'> & {
    /** In milliseconds. */
    readonly reportEvery: number;
  },
): AsyncGenerator<FetchProgress, void, void> {
  const counted = { ...begun };
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  const onBytes = (count: number): void => void (counted.bytesDone += count);
  const fetching = fetchFiles(partials, { ...options, signal, onBytes });
  const ended = Promise.allSettled([fetching]).then(() => true);
  try {
    for (let isOver = false; !isOver;) {
      isOver = await Promise.race([ended, wait(reportEvery, false)]);
      yield { ...counted };
    }
    await fetching;
  } finally {
    // Whoever ends the iteration finds that nothing goes on behind it.
    left.abort();
    await ended;
  }
}
