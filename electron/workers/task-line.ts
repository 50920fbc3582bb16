import { setImmediate as turnEventLoop } from 'node:timers/promises';

/** One thing after the other, but for what is urgent: that is done between two steps of a task that gives way. */
export interface TaskLine {
  /** Does this behind everything else, or between two steps of a task that gives way to all. */
  add(work: () => Promise<void>): void;
  /** Does this first: between two steps of the task that is being done, if one is. It gives way to nothing itself. */
  addUrgent(work: () => Promise<void>): void;
  /** What gave way to something urgent goes on, once nothing urgent is left. */
  resume(): void;
  /** What gave way to all goes on, once nothing is left. */
  resumeLast(): void;
  /**
   * Called by a task between two steps. The event loop turns once: ONNX Runtime blocks it while a step runs, and a request
   * to stop must be heard. Where something that it gives way to has come meanwhile, the task waits until that is done, and
   * for `resume` after it (`resumeLast` where it gives way to all), since more of the kind may follow.
   */
  betweenSteps(task: GivingWay): Promise<void>;
}

export interface GivingWay {
  /** Ends the waiting for `resume`. */
  readonly signal: AbortSignal;
  /** Whether it gives way to all that has been added, not only to what is urgent. */
  readonly toAll?: boolean;
  /** Awaited before it gives way. */
  readonly onGiveWay?: () => Promise<void>;
  /** Awaited when it goes on after it waited. */
  readonly onResume: () => void | Promise<void>;
}

export function createTaskLine(): TaskLine {
  const regular: (() => Promise<void>)[] = [];
  const urgent: (() => Promise<void>)[] = [];
  let working = false;
  let resumed = Promise.withResolvers<void>();
  /** A task that gives way to all may do one that gives way itself meanwhile. */
  let lastResumed = { isTold: false, ...Promise.withResolvers<void>() };

  /** What is taken back at once is not begun. */
  function wake(): void {
    queueMicrotask(() => void work());
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (let next = take(); next !== undefined; next = take()) await next();
    working = false;
  }

  function take() {
    return urgent.shift() ?? regular.shift();
  }

  async function giveWay(signal: AbortSignal): Promise<void> {
    resumed = Promise.withResolvers();
    await urgent.shift()?.();
    if (urgent.length === 0 && !signal.aborted) await resumed.promise;
  }

  async function giveWayToAll(signal: AbortSignal): Promise<void> {
    lastResumed.isTold = false;
    await take()?.();
    if (urgent.length + regular.length > 0 || signal.aborted || lastResumed.isTold) return;
    // What has been added meanwhile is done: only now does it wake who waits.
    lastResumed = { isTold: false, ...Promise.withResolvers<void>() };
    await lastResumed.promise;
  }

  return {
    add(task) {
      regular.push(task);
      lastResumed.resolve();
      wake();
    },
    addUrgent(task) {
      urgent.push(task);
      resumed.resolve();
      lastResumed.resolve();
      wake();
    },
    resume: () => resumed.resolve(),
    resumeLast() {
      lastResumed.isTold = true;
      lastResumed.resolve();
    },
    async betweenSteps({ signal, toAll = false, onGiveWay, onResume }) {
      await turnEventLoop();
      const isWaitedFor = (): boolean => urgent.length > 0 || (toAll && regular.length > 0);
      if (!isWaitedFor()) return;
      const abort = (): void => (toAll ? lastResumed : resumed).resolve();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await onGiveWay?.();
        while (isWaitedFor()) await (toAll ? giveWayToAll(signal) : giveWay(signal));
      } finally {
        signal.removeEventListener('abort', abort);
        await onResume();
      }
    },
  };
}
