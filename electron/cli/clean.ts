import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Choice, countScores, thresholdOf } from '../api/contract/choose-kept.ts';
import { exportDataSet, isWithin, type ScoredPair } from '../cleaning/export-data-set.ts';
import { scoresFolderOf } from '../cleaning/kept-scores.ts';
import { scoreDataSet } from '../cleaning/score-data-set.ts';
import { type DataSet, DataSetError, readDataSet } from '../cleaning/read-data-set.ts';
import { findScorer } from '../services/find-scorers.ts';
import { InterruptedError, PartialError, UsageError } from './failure.ts';
import { scoringFailure, showProgress } from './score-each.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

export interface CleanOptions {
  readonly scorer?: string;
  readonly threshold?: number;
  /** Percent of the pairs, the best ones. */
  readonly keep?: number;
  readonly out?: string;
  readonly json?: boolean;
}

export interface CleanPlaces {
  /** The studio's data folder, for a scorer that was fetched. */
  readonly data: string;
  /** What comes with the studio. */
  readonly resources: string;
}

const bins = 20;

/**
 * `nishiki clean`: scores the pairs of a folder of captioned pictures, shows how the scores lie, and copies what stays.
 * Opens no studio: the gallery has no part in it.
 *
 * @throws UsageError, InterruptedError, or the system's error; PartialError where files are no pictures, once the others are
 *   shown and copied. The data set is only read.
 */
export async function clean(
  folder: string,
  options: CleanOptions,
  { data, resources }: CleanPlaces,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].clean;
  const choice = choiceOf(options, terminal);
  const out = options.out === undefined ? null : resolve(options.out);
  if (out !== null && choice === null) throw new UsageError(say.outNeedsChoice);
  // Before hours of scoring, not after them.
  if (out !== null && existsSync(out)) throw new UsageError(say.outIsThere(out));
  if (out !== null && isWithin(resolve(folder), out)) throw new UsageError(say.outInside(out));
  if (out !== null) accessSync(nearestFolder(out), constants.W_OK);
  const set = await readSet(resolve(folder), terminal);
  const scorer = options.scorer ? resolve(options.scorer) : scorerFor(data, resources);
  const { scored, unreadable } = await scoreSet(set, { scorer, data }, terminal, signal);
  const scores = scored.map(({ score }) => score);
  const threshold = choice === null ? null : thresholdOf(choice, scores);
  const kept = threshold === null ? [] : scored.filter(({ score }) => score >= threshold);
  if (out !== null) await copyKept(set, kept, out, terminal, signal);
  const { uncaptioned } = set;
  if (options.json) {
    const pairs = scored.map((pair) => ({
      ...pair,
      kept: threshold === null ? null : pair.score >= threshold,
    }));
    const report = { scorer, threshold, out, pairs, unreadable, uncaptioned };
    terminal.out(JSON.stringify(report, null, 2));
  } else {
    drawHistogram(scores, threshold, terminal);
    for (const { picture, reason } of unreadable) terminal.note(say.unreadable(picture, reason));
    if (uncaptioned.length > 0) terminal.note(say.uncaptioned(uncaptioned.length));
    if (threshold !== null)
      terminal.out(say.kept(kept.length, scored.length, threshold.toFixed(4)));
    if (out !== null) terminal.out(say.written(out));
  }
  if (unreadable.length > 0) {
    throw new PartialError(texts[terminal.language].files.unread(unreadable.length));
  }
}

/** The folder nearest to a path that is there already. */
function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) || parent === path ? parent : nearestFolder(parent);
}

async function copyKept(
  set: DataSet,
  kept: readonly ScoredPair[],
  out: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const onCopied = (done: number): void => showProgress(done, kept.length, terminal);
  try {
    await exportDataSet(set, kept, out, { signal, onCopied });
  } catch (error) {
    throw signal.aborted ? new InterruptedError('', { cause: error }) : error;
  }
  terminal.redraw?.('');
}

interface ScoredSet {
  readonly scored: readonly ScoredPair[];
  readonly unreadable: readonly { readonly picture: string; readonly reason: string }[];
}

async function scoreSet(
  set: DataSet,
  { scorer, data }: { scorer: string; data: string },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ScoredSet> {
  const say = texts[terminal.language];
  terminal.note(say.score.scorer(scorer));
  const kept = scoresFolderOf(data);
  const onNotKept = (cause: unknown): void =>
    terminal.note(say.clean.notKept(kept, cause instanceof Error ? cause.message : String(cause)));
  let isToldOfKnown = false;
  try {
    for await (const event of scoreDataSet(set, { scorer, kept, onNotKept }, signal)) {
      if (event.type === 'scored') {
        terminal.redraw?.('');
        return event;
      }
      const { done, known } = event;
      if (known > 0 && !isToldOfKnown) terminal.note(say.clean.known(known));
      isToldOfKnown = true;
      if (done > known) showProgress(done, set.pairs.length, terminal);
    }
  } catch (error) {
    throw scoringFailure(error, scorer, terminal, signal);
  }
  throw new Error(`The pairs of ${set.folder} were scored, but no scores came.`);
}

function choiceOf({ threshold, keep }: CleanOptions, { language }: Terminal): Choice | null {
  const say = texts[language].clean;
  if (threshold !== undefined && keep !== undefined) throw new UsageError(say.oneChoice);
  if (threshold !== undefined) return { kind: 'threshold', threshold };
  if (keep === undefined) return null;
  if (!(keep > 0 && keep <= 100)) throw new UsageError(say.keepRange);
  return { kind: 'share', share: keep / 100 };
}

async function readSet(folder: string, { language }: Terminal): Promise<DataSet> {
  const say = texts[language].clean;
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) throw new UsageError(say.noFolder(folder));
  try {
    const set = await readDataSet(folder);
    if (set.pairs.length === 0) throw new UsageError(say.noPairs(folder));
    return set;
  } catch (error) {
    throw error instanceof DataSetError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** What was fetched, otherwise the small one that comes with the studio. */
function scorerFor(data: string, resources: string): string {
  const chosen = { ja: null, en: null };
  return findScorer('ja', { data, resources, chosen })?.path ?? join(resources, 'demo-scorer');
}

/** Rows of scores; those that stay are full, those that go are hollow. */
function drawHistogram(
  scores: readonly number[],
  threshold: number | null,
  terminal: Terminal,
): void {
  const counts = countScores(scores, bins);
  const most = Math.max(...counts.map(({ count }) => count));
  const width = Math.max(10, Math.min(60, terminal.columns - 24));
  const highest = counts.at(-1)?.to;
  for (const { from, to, count } of counts) {
    // The last bin has its upper end in it.
    const stays = threshold === null || to > threshold || (to === threshold && to === highest);
    const bar = (stays ? '█' : '░').repeat(Math.ceil((count / most) * width));
    terminal.out(`${from.toFixed(3).padStart(7)}  ${bar}${count > 0 ? ` ${count}` : ''}`);
  }
}
