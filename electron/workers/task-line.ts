import { setImmediate as turnEventLoop } from 'node:timers/promises';

/** One thing after the other, but for what is urgent: that is done between two steps of a task that gives way. */
export interface TaskLine {
  /** Does this behind everything else. */
  add(work: () => Promise<void>): void;
  /** Does this first: between two steps of the task that is being done, if one is. It gives way to nothing itself. */
  addUrgent(work: () => Promise<void>): void;
  /** What gave way goes on, once nothing urgent is left. */
  resume(): void;
  /**
   * Called by a task between two steps. The event loop turns once: ONNX Runtime blocks it while a step runs, and a request
   * to stop must be heard. Where something urgent has come meanwhile, the task waits until that is done, and for `resume`
   * after it, since more of the kind may follow.
   *
   * @param signal ends the waiting for `resume`
   */
  betweenSteps(task: GivingWay): Promise<void>;
}

export interface GivingWay {
  readonly signal: AbortSignal;
  /** Told when it goes on after it waited. */
  readonly onResume: () => void;
}

export function createTaskLine(): TaskLine {
  const regular: (() => Promise<void>)[] = [];
  const urgent: (() => Promise<void>)[] = [];
  let working = false;
  let resumed = Promise.withResolvers<void>();

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

  return {
    add(task) {
      regular.push(task);
      wake();
    },
    addUrgent(task) {
      urgent.push(task);
      resumed.resolve();
      wake();
    },
    resume: () => resumed.resolve(),
    async betweenSteps({ signal, onResume }) {
      await turnEventLoop();
      if (urgent.length === 0) return;
      const abort = (): void => resumed.resolve();
      signal.addEventListener('abort', abort, { once: true });
      try {
        while (urgent.length > 0) {
          resumed = Promise.withResolvers();
          await urgent.shift()?.();
          if (urgent.length === 0 && !signal.aborted) await resumed.promise;
        }
      } finally {
        signal.removeEventListener('abort', abort);
        onResume();
      }
    },
  };
}
