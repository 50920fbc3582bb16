import { join } from 'node:path';
import { countCores } from '../workers/devices.ts';
import { scorePairs } from '../workers/score-pairs.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import type { ScoredPair } from './export-data-set.ts';
import { nameOfPair, openKeptScores } from './kept-scores.ts';
import type { CaptionedPicture, DataSet } from './read-data-set.ts';

/** Scores that a killed process may lose: a few seconds of work. */
const writtenTogether = 500;

export interface ScoreDataSetOptions {
  /** The scorer's folder, absolute. */
  readonly scorer: string;
  /** Where scores are kept from run to run. */
  readonly kept: string;
  /** Told once, where scores cannot be kept: they are none the worse for it, and the run goes on. */
  readonly onNotKept: (cause: unknown) => void;
  /** With no more of the processor than others leave. */
  readonly background?: boolean;
  readonly spawn?: SpawnScoring;
}

export type ScoreDataSetEvent =
  /** `known` of the `done` pairs were scored in an earlier run. */
  | { readonly type: 'progress'; readonly done: number; readonly known: number }
  /** In the data set's order. */
  | {
      readonly type: 'scored';
      readonly scored: readonly ScoredPair[];
      readonly unreadable: readonly { readonly picture: string; readonly reason: string }[];
    };

/**
 * Scores the pairs of a data set, those that have changed since they were scored last: a run that was ended goes on.
 *
 * @throws ScoringError, the signal's reason; what was scored by then is kept
 */
export async function* scoreDataSet(
  { folder, pairs }: DataSet,
  { scorer, kept, onNotKept, background, spawn }: ScoreDataSetOptions,
  signal: AbortSignal,
): AsyncGenerator<ScoreDataSetEvent, void, void> {
  const scores = await openKeptScores({ kept, folder, scorer });
  const keep = tellOnce(onNotKept);
  const found: (number | undefined)[] = [];
  const asked: { pair: CaptionedPicture; name: string; place: number }[] = [];
  const names = new Set<string>();
  for (const [place, pair] of pairs.entries()) {
    signal.throwIfAborted();
    const name = await nameOfPair(folder, pair);
    names.add(name);
    const score = scores.get(name);
    found.push(score);
    if (score === undefined) asked.push({ pair, name, place });
  }
  const known = pairs.length - asked.length;
  const unreadable: { picture: string; reason: string }[] = [];
  const task = {
    scorer,
    threads: countCores(),
    ...(background && { background }),
    pairs: asked.map(({ pair }) => ({
      picture: join(folder, pair.picture),
      caption: pair.caption,
    })),
  };
  yield { type: 'progress', done: known, known };
  let answered = 0;
  try {
    for await (const answer of asked.length === 0 ? [] : scorePairs(task, signal, spawn)) {
      const { pair, name, place } = asked[answered++]!;
      if (answer.type === 'unreadable') {
        unreadable.push({ picture: pair.picture, reason: answer.reason });
      } else {
        scores.set(name, answer.score);
        found[place] = answer.score;
      }
      if (answered % writtenTogether === 0) await keep(scores.write());
      yield { type: 'progress', done: known + answered, known };
    }
  } finally {
    await keep(scores.write());
  }
  await keep(scores.tidy(names));
  const scored = pairs.flatMap((pair, place) => {
    const score = found[place];
    return score === undefined ? [] : [{ ...pair, score }];
  });
  yield { type: 'scored', scored, unreadable };
}

function tellOnce(onNotKept: (cause: unknown) => void): (act: Promise<void>) => Promise<void> {
  let isTold = false;
  return async (act) => {
    await act.catch((error: unknown) => {
      if (!isTold) onNotKept(error);
      isTold = true;
    });
  };
}
