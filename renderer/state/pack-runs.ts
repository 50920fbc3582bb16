import { create } from 'zustand';
import type {
  PackEvent,
  PackNews,
  PackRun,
  PackRunRequest,
} from '../../electron/api/contract/packs.ts';
import { jobError } from '../api/job-error.ts';
import { queryClient, refreshKept, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { keepWatching } from './keep-watching.ts';
import { sayEnded, sayWaits } from './say-ended.ts';

/** A run that the studio goes on with, or that does not go on. */
export interface OpenPackRun {
  /** With as many pictures as there are by now. */
  readonly run: PackRun;
  /** False while other runs print before it. */
  readonly begun: boolean;
  /** Its latest picture. */
  readonly pictureId: string | null;
  /** How far a model's calibration has come that goes before its next picture. */
  readonly calibration: { readonly step: number; readonly steps: number } | null;
  readonly isStopping: boolean;
  /** Why it does not go on; null while it does. */
  readonly error: unknown;
}

interface PackRuns {
  /** Of every window; those that go on stand first, in the order in which they print. */
  readonly open: readonly OpenPackRun[];
}

export const usePackRuns = create<PackRuns>()(() => ({ open: [] }));

/** Has the studio print a pack, whether or not this page is there. */
export async function startPack(request: PackRunRequest): Promise<void> {
  await studio.packs.start(request);
  refreshRuns();
}

/** Goes on with what a run has not printed yet. */
export async function resumePack(runId: string): Promise<void> {
  await studio.packs.goOn({ runId });
}

/** Stops between two steps; what was saved is kept, and the run can go on later. */
export async function stopPack(runId: string): Promise<void> {
  change(runId, (open) => ({ ...open, isStopping: true }));
  try {
    await studio.packs.stop({ runId });
  } catch (error) {
    change(runId, (open) => ({ ...open, isStopping: false }));
    throw error;
  }
}

/** Keeps `usePackRuns` as the studio's runs are, for the life of the page. */
export async function watchPackRuns(): Promise<never> {
  return await keepWatching(async () => await studio.packs.watch(), takePackNews);
}

export function takePackNews(news: PackNews): void {
  switch (news.type) {
    case 'open':
      takeOpen(news.runs);
      break;
    case 'event':
      change(news.runId, (open) => reduceRun(open, news.event));
      if (news.event.type === 'saved') refreshKept();
      if (news.event.type === 'prompt') refreshRuns();
      if (news.event.type === 'done') sayPrinted(news.event.run);
      break;
    case 'ended': {
      const { runId, failure } = news;
      const error = failure && jobError(failure);
      const ended = usePackRuns.getState().open.find(({ run }) => run.id === runId);
      if (error === null) {
        usePackRuns.setState(({ open }) => ({ open: open.filter(({ run }) => run.id !== runId) }));
      } else {
        change(runId, (open) => ({ ...open, isStopping: false, calibration: null, error }));
        if (ended && !ended.error) sayPackWaits(error, ended.run);
      }
      refreshKept();
      refreshRuns();
    }
  }
}

function takeOpen(runs: Extract<PackNews, { type: 'open' }>['runs']): void {
  const before = usePackRuns.getState().open;
  const open = runs.map(({ run, begun, failure }): OpenPackRun => {
    const known = before.find((one) => one.run.id === run.id);
    const error = failure && jobError(failure);
    if (error !== null && !known?.error) sayPackWaits(error, run);
    const blank = { pictureId: null, calibration: null, isStopping: false };
    return { ...blank, ...(error === null && known), run, begun, error };
  });
  usePackRuns.setState({ open });
  // One that had been stopped here goes on, or another window has begun one.
  refreshRuns();
}

function change(runId: string, next: (open: OpenPackRun) => OpenPackRun): void {
  usePackRuns.setState(({ open }) => ({
    open: open.map((one) => (one.run.id === runId ? next(one) : one)),
  }));
}

function reduceRun(open: OpenPackRun, event: PackEvent): OpenPackRun {
  switch (event.type) {
    case 'started':
      return { ...open, run: event.run, begun: true };
    case 'done':
      return { ...open, run: event.run };
    case 'calibrating': {
      const { step, steps } = event;
      return { ...open, calibration: step < steps ? { step, steps } : null };
    }
    case 'saved': {
      const { printed, pictureId } = event;
      return { ...open, run: { ...open.run, printed }, pictureId, calibration: null };
    }
    // The state of the queue says why it waits, which the room shows as well.
    case 'prompt':
    case 'held':
      return open;
  }
}

function nameOf({ pack }: PackRun): string {
  return pack.title[i18n.language === 'ja' ? 'ja' : 'en'];
}

function sayPrinted(run: PackRun): void {
  const { pack, printed, total } = run;
  sayEnded(i18n.t('packs.runs.ended', { name: nameOf(run), printed, total }), [placeOf(pack)]);
}

function sayPackWaits(error: unknown, run: PackRun): void {
  sayWaits(error, nameOf(run), placeOf(run.pack));
}

/** Where a run is seen as it prints. */
function placeOf({ id }: PackRun['pack']): string {
  return `/compare/packs?pack=${id}`;
}

function refreshRuns(): void {
  void queryClient.invalidateQueries({ queryKey: studioQuery.packs.key() });
}
