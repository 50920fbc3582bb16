import { HubError } from './hub-error.ts';
import { type Hub, requestOnce, retrying } from './hub-request.ts';
import type { PartialFile, Segment } from './partial-file.ts';
import type { RateLimit } from './rate-limit.ts';

export interface FetchSegmentOptions {
  readonly hub: Hub;
  /** The file's path below the hub's address. */
  readonly path: string;
  readonly limit: RateLimit;
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
}

/**
 * Fetches one segment into its place. A connection that breaks or stalls is made anew from where it broke.
 * @throws HubError; the system's error; the signal's reason
 */
export async function fetchSegment(
  target: PartialFile,
  { start, end }: Segment,
  { hub, path, limit, signal, onBytes }: FetchSegmentOptions,
): Promise<void> {
  if (start === end) return;
  let at = start;
  let atBefore = start;
  await retrying(
    hub,
    signal,
    async () => {
      atBefore = at;
      for await (const bytes of readRange({ hub, path, signal }, at, end, target.file.size)) {
        await target.write(bytes, at);
        at += bytes.length;
        onBytes(bytes.length);
        await limit.take(bytes.length, signal);
      }
      if (at < end) {
        throw new HubError('no-network', `${hub.address}${path} ended ${end - at} bytes early.`);
      }
    },
    () => at > atBefore,
  );
}

async function* readRange(
  { hub, path, signal }: Pick<FetchSegmentOptions, 'hub' | 'path' | 'signal'>,
  from: number,
  end: number,
  size: number,
): AsyncGenerator<Uint8Array, void, void> {
  const stall = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  function startTimer(): NodeJS.Timeout {
    return setTimeout(() => stall.abort(), hub.stallAfter);
  }
  const either = AbortSignal.any([signal, stall.signal]);
  try {
    const response = await requestOnce(hub, { path, range: [from, end - 1], signal: either });
    timer = startTimer();
    // A server may not know ranges and send all; what comes before is passed over.
    let position = response.status === 206 ? from : 0;
    if (response.status === 206) requireRange(response, from, size);
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      const bytes = (chunk as Uint8Array).subarray(Math.max(0, from - position), end - position);
      position += (chunk as Uint8Array).length;
      if (bytes.length > 0) yield bytes;
      if (position >= end) break;
      // Not while the bytes are written and the rate is kept: that is not the hub's time.
      timer = startTimer();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HubError) throw error;
    const what = stall.signal.aborted ? 'sent nothing more' : 'broke off';
    throw new HubError('no-network', `${hub.address}${path} ${what}.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function requireRange(response: Response, from: number, size: number): void {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (Number(range?.[1]) === from && Number(range?.[2]) === size) return;
  throw new HubError('server', 'The hub sent another part of the file, or of another file.');
}
