import { setTimeout as sleep } from 'node:timers/promises';
import type { ScoresService } from './scores.ts';
import type { SettingsService } from './settings.ts';

export interface ScoreNewPicturesOptions {
  readonly scores: Pick<ScoresService, 'run' | 'hasOwnScorer'>;
  readonly settings: Pick<SettingsService, 'read'>;
  /** Whether pictures are being printed. */
  readonly isBusy: () => boolean;
  readonly onProblem: (message: string, cause?: unknown) => void;
  /** Milliseconds between two looks at whether the machine is free. */
  readonly pause?: number;
}

/** A queue that never ends is no reason to wait for ever. */
const mostWaiting = 64;

/**
 * Scores pictures after they were saved, when nothing prints or many have come together, at low priority. Only where the
 * user has a scorer: the demo's says too little to be shown unasked.
 */
export function scoreNewPictures(options: ScoreNewPicturesOptions) {
  const { scores, settings, isBusy, onProblem, pause = 1000 } = options;
  const closing = new AbortController();
  let waiting: string[] = [];
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await sleep(pause, undefined, { signal: closing.signal });
      if (isBusy() && waiting.length < mostWaiting) continue;
      const ids = waiting.splice(0, mostWaiting);
      const events = scores.run({ ids }, { signal: closing.signal, background: true });
      while ((await events.next()).done !== true) continue;
    }
  }

  function begin(): void {
    working ??= work()
      .catch((error: unknown) => {
        if (closing.signal.aborted) return;
        waiting = [];
        onProblem('New pictures were not scored; they are unharmed.', error);
      })
      .finally(() => {
        working = null;
      });
  }

  return {
    /** A picture has been saved. */
    note(pictureId: string): void {
      if (closing.signal.aborted || !settings.read().scoreNewPictures) return;
      if (!scores.hasOwnScorer()) return;
      waiting.push(pictureId);
      begin();
    },

    /** Ends the process that scores. What waits is left without a score. */
    async close(): Promise<void> {
      closing.abort();
      await working;
    },
  };
}
