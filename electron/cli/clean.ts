import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Choice, countScores, thresholdOf } from '../cleaning/choose-kept.ts';
import { exportDataSet, type ScoredPair } from '../cleaning/export-data-set.ts';
import { type DataSet, DataSetError, readDataSet } from '../cleaning/read-data-set.ts';
import { findScorer } from '../services/find-scorers.ts';
import { countCores } from '../workers/devices.ts';
import { scorePairs, ScoringError } from '../workers/score-pairs.ts';
import { InterruptedError, UsageError } from './failure.ts';
import { progressBar } from './progress-bar.ts';
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
 * @throws UsageError, InterruptedError, or the system's error; the data set is only read
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
  const set = await readSet(resolve(folder), terminal);
  const scorer = options.scorer ? resolve(options.scorer) : scorerFor(data, resources);
  terminal.note(say.scorer(scorer));

  const scored: ScoredPair[] = [];
  const unreadable: { picture: string; reason: string }[] = [];
  try {
    const task = {
      scorer,
      threads: countCores(),
      pairs: set.pairs.map(({ picture, caption }) => ({
        picture: join(set.folder, picture),
        caption,
      })),
    };
    for await (const event of scorePairs(task, signal)) {
      const pair = set.pairs[scored.length + unreadable.length];
      if (pair === undefined) break;
      if (event.type === 'scored') scored.push({ ...pair, score: event.score });
      else unreadable.push({ picture: pair.picture, reason: event.reason });
      showProgress(scored.length + unreadable.length, set.pairs.length, terminal);
    }
  } catch (error) {
    if (signal.aborted) throw new InterruptedError('', { cause: error });
    if (error instanceof ScoringError) {
      throw new UsageError(say.scorerFails(scorer, error.message), { cause: error });
    }
    throw error;
  }

  const scores = scored.map(({ score }) => score);
  const threshold = choice === null ? null : thresholdOf(choice, scores);
  const kept = threshold === null ? [] : scored.filter(({ score }) => score >= threshold);
  if (out !== null) await exportDataSet(set, kept, out);
  terminal.redraw?.('');
  if (options.json) {
    const pairs = scored.map((pair) => ({
      ...pair,
      kept: threshold === null ? null : pair.score >= threshold,
    }));
    const { uncaptioned } = set;
    const report = { scorer, threshold, out, pairs, unreadable, uncaptioned };
    terminal.out(JSON.stringify(report, null, 2));
    return;
  }
  drawHistogram(scores, threshold, terminal);
  for (const { picture, reason } of unreadable) terminal.note(say.unreadable(picture, reason));
  if (set.uncaptioned.length > 0) terminal.note(say.uncaptioned(set.uncaptioned.length));
  if (threshold !== null) terminal.out(say.kept(kept.length, scored.length, threshold.toFixed(4)));
  if (out !== null) terminal.out(say.written(out));
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
  if (!existsSync(folder)) throw new UsageError(say.noFolder(folder));
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

function showProgress(done: number, total: number, terminal: Terminal): void {
  const text = `${done} / ${total}`;
  if (terminal.redraw) terminal.redraw(`${progressBar(done / total)} ${text}`);
  else if (Math.floor((done * 10) / total) > Math.floor(((done - 1) * 10) / total)) {
    terminal.note(text);
  }
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
  for (const { from, to, count } of counts) {
    const stays = threshold === null || to > threshold;
    const bar = (stays ? '█' : '░').repeat(Math.ceil((count / most) * width));
    terminal.out(`${from.toFixed(3).padStart(7)}  ${bar}${count > 0 ? ` ${count}` : ''}`);
  }
}
