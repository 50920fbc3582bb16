import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from './studio-error.ts';

/** Time between two tries to save, in milliseconds. */
const pause = 2000;

/** Why nothing can be saved now: the folder, and the system's code. */
export interface Held {
  readonly folder: string;
  readonly reason: string;
}

export interface StorageWait {
  /** Null while everything can be saved. */
  held(): Held | null;
  /**
   * Saves, and where the disk is full, away or read-only, tries again until it is not. Nothing is lost meanwhile: what
   * is to be saved stays in memory.
   *
   * @param attempt fails with CANNOT_SAVE, and may be called again then
   * @returns null where `signal` was aborted before it was saved
   * @throws what `attempt` throws, but CANNOT_SAVE
   */
  save<Result>(attempt: () => Promise<Result>, signal: AbortSignal): Promise<Result | null>;
}

/** @param changed called when the state of `held` has changed */
export function createStorageWait(
  changed: () => void,
  onProblem: (message: string) => void,
): StorageWait {
  const waiting = new Set<object>();
  let held: Held | null = null;

  function hold(waiter: object, error: StudioError<'CANNOT_SAVE'>): void {
    waiting.add(waiter);
    const { folder, reason } = error.data;
    if (held !== null && held.folder === folder && held.reason === reason) return;
    held = { folder, reason };
    onProblem(`${error.message} The queue waits and goes on by itself.`);
    changed();
  }

  function letGo(waiter: object): void {
    waiting.delete(waiter);
    if (held === null || waiting.size > 0) return;
    held = null;
    changed();
  }

  return {
    held: () => held,
    async save(attempt, signal) {
      const waiter = {};
      try {
        for (;;) {
          try {
            return await attempt();
          } catch (error) {
            if (!isCannotSave(error)) throw error;
            hold(waiter, error);
          }
          await sleep(pause, undefined, { signal }).catch(() => {});
          if (signal.aborted) return null;
        }
      } finally {
        letGo(waiter);
      }
    },
  };
}

function isCannotSave(error: unknown): error is StudioError<'CANNOT_SAVE'> {
  return error instanceof StudioError && error.code === 'CANNOT_SAVE';
}
