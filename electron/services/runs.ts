import type { JobFailure } from '../api/contract/queue.ts';
import type { RunKind } from '../database/open-runs-table.ts';
import type { Tables } from '../database/tables.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import type { EventQueue } from '../workers/event-queue.ts';
import { studioCloses } from '../workers/worker-errors.ts';
import { toJobFailure } from './print-failure.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

/** Steps that may wait for a slow watcher before the oldest knowledge gives way to the newest. */
const maxWaitingNews = 256;

export interface RunsOptions<Event> {
  readonly kind: RunKind;
  readonly tables: Pick<Tables, 'openRuns' | 'jobs'>;
  /**
   * Prints what a run lacks. Its last event is `done` where nothing is left; it ends without that where a job of the run
   * was cancelled or `signal` aborted.
   */
  print(id: string, signal: AbortSignal): AsyncGenerator<Event, void, void>;
  /** What `print` yields first: the run as it is now. */
  started(id: string): Event;
  /** Lets one run print at a time: two models would drive each other out of memory, and none would be finished soon. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  readonly dataFolder: string;
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** What those hear who watch: another run is open; what happens in one; it has ended, or does not go on. */
export type RunNews<Event> =
  | { readonly type: 'opened' }
  | { readonly type: 'event'; readonly id: string; readonly event: Event }
  | { readonly type: 'ended'; readonly id: string; readonly failure: JobFailure | null };

/** A run that is being printed or waits for its turn; or that does not go on, and why. */
export interface OpenRun {
  readonly id: string;
  readonly begun: boolean;
  readonly failure: JobFailure | null;
}

interface Going<Event> {
  begun: boolean;
  readonly abort: AbortController;
  readonly followers: Set<EventQueue<Event>>;
  readonly ended: PromiseWithResolvers<void>;
}

/** Why printing a run is tried again by the next studio, or when a model has come back: what was missing may be there. */
const mayBeThereAgain = new Set<string>([
  'MODEL_NOT_FOUND',
  'MODEL_UNREADABLE',
  'LICENCE_NOT_ACCEPTED',
  'INPUT_NOT_FOUND',
]);

/**
 * Runs that print part after part, a job for each. The studio goes on with those that it keeps, whoever watches: over a
 * closed page, and over its own end, until they are printed, stopped or fail. Others end with who waits for them.
 */
export function createRuns<Event extends { readonly type: string }>(options: RunsOptions<Event>) {
  const { kind, tables, print, started, inTurn, clock, onProblem } = options;
  const going = new Map<string, Going<Event>>();
  const watchers = new Set<EventQueue<RunNews<Event>>>();

  function tell(news: RunNews<Event>): void {
    const isStep = (one: RunNews<Event>): boolean =>
      one.type === 'event' && one.event.type === 'step';
    for (const watcher of watchers) {
      const isReplaced =
        isStep(news) && watcher.waiting >= maxWaitingNews && watcher.replaceLast(news, isStep);
      if (!isReplaced) watcher.push(news);
    }
  }

  /** One that is being stopped is begun anew, when it has stopped. */
  function find(id: string): Going<Event> | undefined {
    const run = going.get(id);
    return run?.abort.signal.aborted ? undefined : run;
  }

  function begin(id: string): Going<Event> {
    const known = find(id);
    if (known !== undefined) return known;
    const run: Going<Event> = {
      begun: false,
      abort: new AbortController(),
      followers: new Set(),
      ended: Promise.withResolvers(),
    };
    going.set(id, run);
    tell({ type: 'opened' });
    void inTurn(() => drive(id, run));
    return run;
  }

  async function drive(id: string, run: Going<Event>): Promise<void> {
    const { signal } = run.abort;
    if (signal.aborted) return;
    run.begun = true;
    try {
      for await (const event of print(id, signal)) {
        for (const follower of run.followers) follower.push(event);
        tell({ type: 'event', id, event });
      }
      end(id, run);
    } catch (error) {
      if (signal.aborted) end(id, run);
      else end(id, run, { error });
    }
  }

  function end(id: string, run: Going<Event>, failed?: { error: unknown }): void {
    const failure = failed ? toJobFailure(failed.error) : null;
    const isLeft = run.abort.signal.reason === studioCloses;
    if (going.get(id) === run) {
      going.delete(id);
      if (!isLeft) {
        note(id, () => (failure ? tables.openRuns.fail(id, failure) : tables.openRuns.remove(id)));
        tell({ type: 'ended', id, failure });
      }
    }
    // What nobody expected and nobody waits for is heard of here alone.
    if (failed && run.followers.size === 0 && !(failed.error instanceof StudioError)) {
      onProblem(`The run ${id} does not go on.`, failed.error);
    }
    for (const follower of run.followers) {
      if (failed) follower.fail(failed.error);
      else follower.end();
    }
    run.ended.resolve();
  }

  /** What cannot be written is found out by the next studio: that nothing is left, or that it fails. */
  function note(id: string, work: () => void): void {
    try {
      work();
    } catch (cause) {
      onProblem(`What became of the run ${id} was not recorded.`, cause);
    }
  }

  function halt(id: string, run: Going<Event>, reason?: unknown): void {
    run.abort.abort(reason);
    if (!run.begun && going.get(id) === run) end(id, run);
  }

  function write(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw describeWriteFailure(error, 'The run', options.dataFolder, 0);
    }
  }

  function keep(id: string): void {
    write(() => put(id));
    begin(id);
  }

  /** It is to go on, from now on. */
  function put(id: string): void {
    tables.openRuns.put(id, kind, clock().toISOString());
  }

  /** Those go on that lacked what may be there by now. */
  function lookAgain(): void {
    for (const { id, failure } of tables.openRuns.list(kind)) {
      if (failure === null || failure.code === null) continue;
      if (going.has(id) || !mayBeThereAgain.has(failure.code)) continue;
      note(id, () => put(id));
      begin(id);
    }
  }

  return {
    /** Prints a run, now and in studios to come. @throws StudioError CANNOT_SAVE */
    keep,

    /** A run that did not go on does so when the queue was asked to make a part of it once more: it takes that job over. */
    partRetried(id: string): void {
      const isWaiting = tables.openRuns.list(kind).some((run) => run.id === id && run.failure);
      if (!isWaiting) return;
      try {
        keep(id);
      } catch (cause) {
        onProblem(`The run ${id} does not go on with the part that was asked for again.`, cause);
      }
    },

    /**
     * Stops a run before its next step, and forgets why one did not go on. What it saved is kept.
     *
     * @throws StudioError CANNOT_SAVE where the next studio would go on with it; it is stopped here all the same
     */
    stop(id: string): void {
      const run = going.get(id);
      if (run !== undefined) halt(id, run);
      else tell({ type: 'ended', id, failure: null });
      write(() => tables.openRuns.remove(id));
    },

    /**
     * Prints a run for a caller who waits: it stops with the iteration or with `signal`. One that is being printed
     * already is only followed.
     */
    async *attend(id: string, signal?: AbortSignal): AsyncGenerator<Event, void, void> {
      const known = find(id);
      const run = known ?? begin(id);
      const events = createEventQueue<Event>();
      if (known?.begun) events.push(started(id));
      run.followers.add(events);
      const leave = (): void => (known ? events.end() : halt(id, run));
      signal?.addEventListener('abort', leave, { once: true });
      if (signal?.aborted) leave();
      try {
        yield* events;
      } finally {
        signal?.removeEventListener('abort', leave);
        run.followers.delete(events);
        if (!known) {
          halt(id, run);
          await run.ended.promise;
        }
      }
    },

    /** In the order in which they print; then those that do not go on. */
    open(): OpenRun[] {
      const failed = tables.openRuns
        .list(kind)
        .filter(({ id, failure }) => failure && !going.has(id));
      return [
        ...[...going].map(([id, { begun }]) => ({ id, begun, failure: null })),
        ...failed.map(({ id, failure }) => ({ id, begun: false, failure })),
      ];
    },

    /** What happens from now on, until the iteration is ended. Ending it changes nothing. */
    async *watch(signal?: AbortSignal): AsyncGenerator<RunNews<Event>, void, void> {
      const news = createEventQueue<RunNews<Event>>();
      watchers.add(news);
      news.push({ type: 'opened' });
      const leave = (): void => news.end();
      signal?.addEventListener('abort', leave, { once: true });
      if (signal?.aborted) leave();
      try {
        yield* news;
      } finally {
        watchers.delete(news);
        signal?.removeEventListener('abort', leave);
      }
    },

    /**
     * Goes on with what earlier studios left. One whose last job was given up or cancelled, which the studio before did
     * not live to note, is not begun anew: it would bring down every studio to come.
     */
    resumeLeft(): void {
      for (const { id, since, failure } of tables.openRuns.list(kind)) {
        if (failure !== null) continue;
        const last = tables.jobs.latestOfRun(id, since);
        if (last?.job.status === 'failed') note(id, () => tables.openRuns.fail(id, last.failure));
        else if (last?.job.status === 'cancelled') note(id, () => tables.openRuns.remove(id));
        else begin(id);
      }
      lookAgain();
    },

    lookAgain,

    /** Leaves what is open to the next studio. Resolves when the jobs have been left too. */
    async close(): Promise<void> {
      const ended = [...going.values()].map((run) => run.ended.promise);
      for (const [id, run] of going) halt(id, run, studioCloses);
      await Promise.all(ended);
      for (const watcher of watchers) watcher.end();
    },
  };
}
