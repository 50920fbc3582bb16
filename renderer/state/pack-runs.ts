import { create } from 'zustand';
import type { PackEvent, PackRun, PackRunRequest } from '../../electron/api/contract/packs.ts';
import { queryClient, refreshKept, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { sayEnded, sayFailed } from './say-ended.ts';

/** A run of a pack while this page follows it. */
interface FollowedRun {
  /** Null until the studio has taken it. */
  readonly runId: string | null;
  readonly printed: number;
  readonly total: number;
  readonly promptId: string | null;
  readonly pictureId: string | null;
  /** How far a model's calibration has come that goes before its next picture. */
  readonly calibration: { readonly step: number; readonly steps: number } | null;
  readonly error: unknown;
}

interface PackRuns {
  /** The run that prints; null where none does. It outlives the room. */
  readonly following: FollowedRun | null;
}

export const usePackRuns = create<PackRuns>()(() => ({ following: null }));

let abort = new AbortController();

/** Prints a pack and follows it to its end. */
export function startPack(request: PackRunRequest): void {
  void follow(async (signal) => await studio.packs.run(request, { signal }));
}

/** Goes on with what a run has not printed yet. */
export function resumePack(runId: string): void {
  void follow(async (signal) => await studio.packs.resume({ runId }, { signal }));
}

/** Stops between two steps; what was saved is kept, and the run can go on later. */
export function stopPack(): void {
  abort.abort();
}

/** Where a run is seen as it prints. */
const room = '/compare/packs';

function sayPrinted({ pack, printed, total }: PackRun): void {
  const name = pack.title[i18n.language === 'ja' ? 'ja' : 'en'];
  sayEnded(i18n.t('packs.runs.ended', { name, printed, total }), [`${room}?pack=${pack.id}`]);
}

async function follow(
  begin: (signal: AbortSignal) => Promise<AsyncIterable<PackEvent>>,
): Promise<void> {
  abort = new AbortController();
  const { signal } = abort;
  const nothing = { runId: null, promptId: null, pictureId: null, calibration: null, error: null };
  const blank = { ...nothing, printed: 0, total: 0 };
  usePackRuns.setState({ following: blank });
  let error: unknown = null;
  try {
    for await (const event of await begin(signal)) {
      usePackRuns.setState(({ following }) => ({
        following: reduceRun(following ?? blank, event),
      }));
      if (event.type === 'saved') refreshKept();
      else if (event.type !== 'calibrating') refreshRuns();
      if (event.type === 'done') sayPrinted(event.run);
    }
  } catch (failure) {
    if (!signal.aborted) {
      error = failure;
      sayFailed(failure, [room]);
    }
  } finally {
    usePackRuns.setState(({ following }) => ({
      following: error && following ? { ...following, error } : null,
    }));
    refreshKept();
    refreshRuns();
  }
}

function reduceRun(run: FollowedRun, event: PackEvent): FollowedRun {
  switch (event.type) {
    case 'started':
    case 'done': {
      const { id, printed, total } = event.run;
      return { ...run, runId: id, printed, total };
    }
    case 'prompt':
      return { ...run, promptId: event.promptId };
    // The state of the queue says it, which the room shows as well.
    case 'held':
      return run;
    case 'calibrating': {
      const { step, steps } = event;
      return { ...run, calibration: step < steps ? { step, steps } : null };
    }
    case 'saved': {
      const { printed, total, pictureId } = event;
      return { ...run, printed, total, pictureId, calibration: null };
    }
  }
}

function refreshRuns(): void {
  void queryClient.invalidateQueries({ queryKey: studioQuery.packs.key() });
}
