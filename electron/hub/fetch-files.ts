import { fetchSegment } from './fetch-segment.ts';
import { HubError } from './hub-error.ts';
import type { Hub } from './hub-request.ts';
import type { HubFile } from './list-repository.ts';
import type { PartialFile, Segment } from './partial-file.ts';
import type { RateLimit } from './rate-limit.ts';

export interface FetchFilesOptions {
  readonly hub: Hub;
  /** A file's path below the hub's address. */
  readonly pathOf: (file: HubFile) => string;
  readonly limit: RateLimit;
  /** How many segments are fetched at a time. */
  readonly connections: number;
  readonly signal: AbortSignal;
  /** Bytes that have arrived; negative where what arrived was thrown away. */
  readonly onBytes: (count: number) => void;
}

/**
 * Fetches what is missing of all files, a few segments at a time, and checks each file as soon as it is whole. The first
 * failure ends the others.
 *
 * @throws HubError; the system's error; the signal's reason
 */
export async function fetchFiles(
  partials: readonly PartialFile[],
  options: FetchFilesOptions,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const fetchOne = async (partial: PartialFile, segment: Segment): Promise<boolean> => {
    const { hub, limit, onBytes } = options;
    const path = options.pathOf(partial.file);
    await fetchSegment(partial, segment, { hub, path, limit, signal, onBytes });
    return partial.finish(segment);
  };
  /** A file is damaged by a line's or a disk's fault, or by a power cut that a note about its bytes has survived. */
  const check = async (partial: PartialFile): Promise<void> => {
    if (await partial.complete()) return;
    options.onBytes(-partial.file.size);
    for (const segment of await partial.restart()) await fetchOne(partial, segment);
    if (await partial.complete()) return;
    await partial.restart();
    const what = `${partial.file.path} has arrived twice with another content than the hub lists.`;
    throw new HubError('damaged', what);
  };
  // File after file: a finished one is checked while the next arrives. One without missing segments was kept from its check.
  const tasks = partials.flatMap((partial) => {
    const segments = partial.missing.length === 0 ? [null] : partial.missing;
    return segments.map((segment) => ({ partial, segment }));
  });
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const { partial, segment } = task;
      if (segment === null || (await fetchOne(partial, segment))) await check(partial);
    }
  };
  const workers = Array.from({ length: options.connections }, () =>
    work().catch((error: unknown) => stop.abort(error)),
  );
  await Promise.all(workers);
  signal.throwIfAborted();
}
