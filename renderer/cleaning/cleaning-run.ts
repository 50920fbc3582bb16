import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { thresholdOf } from '../../electron/api/contract/choose-kept.ts';
import type { ScoredSet } from '../../electron/api/contract/cleaning.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { sayEnded, sayFailed } from '../state/say-ended.ts';
import { addMark, type Mark, paceOf } from './pace.ts';

/** Where the room is. */
const cleaningPath = '/models/cleaning';

export interface CleaningProgress {
  readonly done: number;
  readonly total: number;
  /** So many of those that are done were scored in an earlier run. */
  readonly known: number;
  /** A second; null before that can be said. */
  readonly pace: number | null;
}

interface Work {
  readonly running: boolean;
  /** Null before it is known how much there is. */
  readonly progress: CleaningProgress | null;
  readonly stopped: boolean;
  readonly error: unknown;
}

export interface CleaningState {
  /** What is written in the fields. */
  readonly folder: string;
  /** Path of a scorer that is known, or `other`; null for the first that is known. */
  readonly scorer: string | null;
  readonly otherScorer: string;
  readonly scoring: Work;
  /** Score from which pairs stay, of the set with this id. */
  readonly choice: { readonly setId: string; readonly threshold: number } | null;
  /** Where the copy goes; null for what is proposed. */
  readonly out: string | null;
  readonly exporting: Work & {
    readonly written: { readonly kept: number; readonly folder: string } | null;
  };
}

const idle: Work = { running: false, progress: null, stopped: false, error: null };

type Kept = Pick<CleaningState, 'folder' | 'scorer' | 'otherScorer'>;

/** What the room shows, and the work that goes on whichever room is looked at. What is written in the fields is kept. */
export const useCleaning = create<CleaningState>()(
  persist<CleaningState, [], [], Kept>(
    () => ({
      folder: '',
      scorer: null,
      otherScorer: '',
      scoring: idle,
      choice: null,
      out: null,
      exporting: { ...idle, written: null },
    }),
    {
      name: 'nishiki-cleaning',
      version: 1,
      partialize: ({ folder, scorer, otherScorer }) => ({ folder, scorer, otherScorer }),
    },
  ),
);

/** At first so much of a data set stays: the best. */
const firstShare = 0.9;
let scoringStop = new AbortController();
let exportStop = new AbortController();

export const lastSet = studioQuery.cleaning.last.queryOptions({
  // It changes by what is done here; another window's set is found when its pairs are gone.
  staleTime: Infinity,
});

/** Scores a folder's pairs. */
export async function scoreSet(folder: string, scorer: string): Promise<void> {
  if (useCleaning.getState().scoring.running) return;
  scoringStop = new AbortController();
  const { signal } = scoringStop;
  const set = (scoring: Work) => useCleaning.setState({ scoring });
  set({ ...idle, running: true });
  let marks: readonly Mark[] = [];
  try {
    for await (const event of await studio.cleaning.score({ folder, scorer }, { signal })) {
      if (event.type === 'progress') {
        const { done, total, known } = event;
        marks = addMark(marks, { at: performance.now(), done }, known);
        set({ ...idle, running: true, progress: { done, total, known, pace: paceOf(marks) } });
        continue;
      }
      queryClient.setQueryData(lastSet.queryKey, event.set);
      useCleaning.setState({ out: null, exporting: { ...idle, written: null } });
      sayEnded(i18n.t('cleaning.ended', { count: event.set.scores.length }), [cleaningPath]);
    }
    set({ ...idle, stopped: signal.aborted });
  } catch (error) {
    set({ ...idle, stopped: signal.aborted, error: signal.aborted ? null : error });
    if (!signal.aborted) sayFailed(error, [cleaningPath]);
  }
}

export function stopScoringSet(): void {
  scoringStop.abort();
}

/** The score from which the set's pairs stay. */
export function thresholdFor(choice: CleaningState['choice'], { id, scores }: ScoredSet): number {
  return choice?.setId === id ? choice.threshold : thresholdOfShare(firstShare, scores);
}

export function chooseThreshold({ id }: ScoredSet, threshold: number): void {
  useCleaning.setState({ choice: { setId: id, threshold } });
}

/** As many of the best as the share says; written with four places, and so that none of them is lost by that. */
export function thresholdOfShare(share: number, scores: readonly number[]): number {
  const exact = thresholdOf({ kind: 'share', share }, scores);
  return Number.isFinite(exact) ? toPlaces(exact) : 1;
}

/** With four places, and never above what was meant: the pair that it was taken from stays. */
export function toPlaces(score: number): number {
  // What was written with four places may be a trifle below them.
  return Math.floor(score * 1e4 + 1e-6) / 1e4;
}

/** Copies what stays. */
export async function exportSet(set: ScoredSet, threshold: number, out: string): Promise<void> {
  if (useCleaning.getState().exporting.running) return;
  exportStop = new AbortController();
  const { signal } = exportStop;
  const tell = (exporting: Work, written: CleaningState['exporting']['written'] = null) =>
    useCleaning.setState({ exporting: { ...exporting, written } });
  tell({ ...idle, running: true });
  let marks: readonly Mark[] = [];
  try {
    const events = await studio.cleaning.export({ setId: set.id, threshold, out }, { signal });
    for await (const event of events) {
      if (event.type === 'done') {
        tell(idle, event);
        sayEnded(i18n.t('cleaning.written', { count: event.kept, folder: event.folder }), [
          cleaningPath,
        ]);
        return;
      }
      const { done, total } = event;
      marks = addMark(marks, { at: performance.now(), done }, 0);
      tell({ ...idle, running: true, progress: { done, total, known: 0, pace: paceOf(marks) } });
    }
    tell({ ...idle, stopped: true });
  } catch (error) {
    tell({ ...idle, stopped: signal.aborted, error: signal.aborted ? null : error });
    if (!signal.aborted) sayFailed(error, [cleaningPath]);
  }
}

export function stopExport(): void {
  exportStop.abort();
}

/** How many of scores, the lowest first, are below a threshold. */
export function countBelow(scores: readonly number[], threshold: number): number {
  let from = 0;
  let to = scores.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((scores[middle] ?? 0) < threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}
