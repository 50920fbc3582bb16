import { setTimeout as sleep } from 'node:timers/promises';
import { createEventQueue } from '../workers/event-queue.ts';
import { StudioError } from './studio-error.ts';

/** Time between two tries to save, in milliseconds. */
const pause = 2000;

/** Why nothing can be saved now: the folder, and the system's code. */
export interface Held {
  readonly folder: string;
  readonly reason: string;
}

/** As those are told who wait for what is to be saved. */
export type HeldEvent = { readonly type: 'held' } & Held;

export interface StorageWait {
  /** Null while everything can be saved. */
  held(): Held | null;
  /** Calls `tell` at every change of `held`. */
  onChange(tell: () => void): void;
  /**
   * Saves, and where the disk is full, away or read-only, tries again until it is not. Nothing is lost meanwhile: what
   * is to be saved stays in memory.
   *
   * @param attempt fails with CANNOT_SAVE, and may be called again then
   * @param onHeld told why it waits, once for each reason
   * @returns null where `signal` was aborted before it was saved
   * @throws what `attempt` throws, but CANNOT_SAVE
   */
  save<Result>(
    attempt: () => Promise<Result>,
    signal: AbortSignal,
    onHeld?: (held: Held) => void,
  ): Promise<Result | null>;
}

export function createStorageWait(onProblem: (message: string) => void): StorageWait {
  const waiting = new Set<object>();
  let changed = (): void => {};
  let held: Held | null = null;

  function hold(waiter: object, error: StudioError<'CANNOT_SAVE'>): void {
    waiting.add(waiter);
    const { folder, reason } = error.data;
    if (isSame(held, error.data)) return;
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
    onChange(tell) {
      changed = tell;
    },
    async save(attempt, signal, onHeld = () => {}) {
      const waiter = {};
      let told: Held | null = null;
      try {
        for (;;) {
          try {
            return await attempt();
          } catch (error) {
            if (!isCannotSave(error)) throw error;
            hold(waiter, error);
            const { folder, reason } = error.data;
            if (!isSame(told, error.data)) onHeld((told = { folder, reason }));
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

/** As `save`, for a generator: it yields why it waits, and returns what was saved. */
export async function* saveAndTell<Result>(
  storage: StorageWait,
  attempt: () => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<HeldEvent, Result | null, void> {
  const told = createEventQueue<HeldEvent>();
  const saved = storage
    .save(attempt, signal, (held) => told.push({ type: 'held', ...held }))
    .finally(() => told.end());
  // It is heard of below, once what was told is read.
  saved.catch(() => {});
  yield* told;
  return await saved;
}

function isSame(one: Held | null, { folder, reason }: Held): boolean {
  return one !== null && one.folder === folder && one.reason === reason;
}

function isCannotSave(error: unknown): error is StudioError<'CANNOT_SAVE'> {
  return error instanceof StudioError && error.code === 'CANNOT_SAVE';
}
