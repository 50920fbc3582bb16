import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  ExportSetEvent,
  LargePair,
  ScoredSet,
  ScoreSetEvent,
  SetPair,
} from '../api/contract/cleaning.ts';
import { exportDataSet, isWithin, type ScoredPair } from '../cleaning/export-data-set.ts';
import { scoresFolderOf } from '../cleaning/kept-scores.ts';
import { type DataSet, DataSetError, readDataSet } from '../cleaning/read-data-set.ts';
import { scoreDataSet, type ScoreDataSetEvent } from '../cleaning/score-data-set.ts';
import { showPicture } from '../cleaning/show-picture.ts';
import { createId } from '../database/create-id.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import { ScoringError } from '../workers/score-pairs.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { describeScorerFailure } from './scores.ts';
import { StudioError, systemErrorCode } from './studio-error.ts';

interface CleaningOptions {
  readonly spawnScoring: SpawnScoring;
  readonly clock: () => Date;
  /** The studio's data folder. */
  readonly data: string;
  readonly onProblem: (message: string, cause: unknown) => void;
  /** Milliseconds between two words of how far it is: a small scorer does hundreds of pairs in a second. */
  readonly pause?: number;
}

interface Wanted {
  readonly folder: string;
  readonly scorer: string;
}

interface Running {
  readonly signal?: AbortSignal | undefined;
}

/** Files that are named; of more, only the number is. */
const mostNamed = 200;
const longestCaption = 2000;
const longestWholeCaption = 20_000;
/** Longest sides of the pictures that are shown, in pixels. */
const thumbnailSide = 256;
const largeSide = 1600;

export type CleaningService = ReturnType<typeof createCleaningService>;

/** Data sets of captioned pictures, scored one at a time. The gallery has no part in it. */
export function createCleaningService({
  spawnScoring,
  clock,
  data,
  onProblem,
  pause = 100,
}: CleaningOptions) {
  const oneAtATime = createOneAtATime();
  let last: { readonly set: ScoredSet; readonly pairs: readonly ScoredPair[] } | null = null;

  async function* score(
    { folder, scorer }: Wanted,
    signal: AbortSignal,
  ): AsyncGenerator<ScoreSetEvent, void, void> {
    const set = await readSet(folder, signal);
    const total = set.pairs.length;
    let told = -Infinity;
    const options = {
      scorer,
      kept: scoresFolderOf(data),
      onNotKept: (cause: unknown) =>
        onProblem('The scores of a data set could not be kept.', cause),
      background: true,
      spawn: spawnScoring,
    };
    try {
      for await (const event of scoreDataSet(set, options, signal)) {
        if (event.type === 'scored') {
          last = summarize(event, { folder, scorer, uncaptioned: set.uncaptioned.length });
          yield { type: 'done', set: last.set };
        } else if (event.done === total || performance.now() - told >= pause) {
          told = performance.now();
          yield { ...event, total };
        }
      }
    } catch (error) {
      throw error instanceof ScoringError ? describeScorerFailure({ path: scorer }, error) : error;
    }
  }

  function summarize(
    { scored, unreadable }: Extract<ScoreDataSetEvent, { type: 'scored' }>,
    facts: Pick<ScoredSet, 'folder' | 'scorer' | 'uncaptioned'>,
  ): NonNullable<typeof last> {
    const pairs = scored.toSorted((a, b) => a.score - b.score);
    const set = {
      ...facts,
      id: createId(clock()),
      scores: pairs.map((pair) => pair.score),
      unreadable: unreadable.length,
      unreadableFirst: unreadable.slice(0, mostNamed),
    };
    return { set, pairs };
  }
  function require(setId: string): NonNullable<typeof last> {
    if (last?.set.id === setId) return last;
    throw describeGone(setId);
  }

  return {
    /**
     * Scores a folder's pairs, after the run that is under way.
     *
     * @throws StudioError DATA_SET_UNREADABLE, MODEL_UNREADABLE where the scorer cannot be used; the signal's reason
     */
    async *score(
      wanted: Wanted,
      { signal = new AbortController().signal }: Running = {},
    ): AsyncGenerator<ScoreSetEvent, void, void> {
      const places = { folder: resolve(wanted.folder), scorer: resolve(wanted.scorer) };
      yield* oneAtATime('score', signal, () => score(places, signal));
      signal.throwIfAborted();
    },

    async last(): Promise<ScoredSet | null> {
      return last?.set ?? null;
    },

    /** @throws StudioError DATA_SET_GONE */
    async pairs(wanted: { setId: string; from: number; count: number }): Promise<SetPair[]> {
      const { set, pairs } = require(wanted.setId);
      const page = pairs.slice(wanted.from, wanted.from + wanted.count);
      return await Promise.all(
        page.map(async ({ picture, caption, score: value }) => ({
          picture,
          caption: caption.slice(0, longestCaption),
          score: value,
          thumbnail: (await showPicture(join(set.folder, picture), thumbnailSide))?.address ?? null,
        })),
      );
    },

    /** One pair with its picture, large. @throws StudioError DATA_SET_GONE, also for a place that the set does not have */
    async pair({ setId, place }: { setId: string; place: number }): Promise<LargePair> {
      const { set, pairs } = require(setId);
      const pair = pairs[place];
      if (pair === undefined) throw describeGone(setId);
      const { picture, caption } = pair;
      const shown = await showPicture(join(set.folder, picture), largeSide);
      return {
        picture,
        caption: caption.slice(0, longestWholeCaption),
        image: shown?.address ?? null,
        size: shown?.size ?? null,
      };
    },

    /**
     * Copies what has at least this score.
     *
     * @throws StudioError DATA_SET_GONE, DATA_SET_NOT_WRITTEN; the signal's reason
     */
    async *export(
      { setId, threshold, out }: { setId: string; threshold: number; out: string },
      { signal }: Running = {},
    ): AsyncGenerator<ExportSetEvent, void, void> {
      const { set, pairs } = require(setId);
      const folder = resolve(out);
      if (isWithin(set.folder, folder)) throw describeExport(folder, 'inside');
      const kept = pairs.filter((pair) => pair.score >= threshold);
      const total = kept.length;
      const events = createEventQueue<ExportSetEvent>();
      // Whoever lets the iteration go wants no copy either.
      const leaving = new AbortController();
      const copying = exportDataSet(set, kept, folder, {
        signal: signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal,
        onCopied(done) {
          const event = { type: 'progress', done, total } as const;
          if (!events.replaceLast(event, () => true)) events.push(event);
        },
      }).then(
        () => events.end(),
        (error: unknown) => {
          const reason = systemErrorCode(error);
          events.fail(reason === null ? error : describeExport(folder, reason, error));
        },
      );
      try {
        yield { type: 'progress', done: 0, total };
        yield* events;
        yield { type: 'done', kept: total, folder };
      } finally {
        leaving.abort();
        await copying;
      }
    },
  };
}

async function readSet(folder: string, signal: AbortSignal): Promise<DataSet> {
  const unreadable = (reason: string, detail: string, cause?: unknown) =>
    new StudioError(
      'DATA_SET_UNREADABLE',
      { path: folder, reason, detail },
      `The data set ${folder} cannot be scored. ${detail} Nothing was changed. Choose a folder of pictures with captions beside them (.txt, .caption) or in a metadata.jsonl.`,
      { cause },
    );
  const stats = await stat(folder).catch((error: unknown) => {
    const reason = systemErrorCode(error);
    throw reason === null ? error : unreadable(reason, `It cannot be read (${reason}).`, error);
  });
  if (!stats.isDirectory()) throw unreadable('no-folder', 'It is a file, not a folder.');
  const set = await readDataSet(folder, signal).catch((error: unknown) => {
    if (error instanceof DataSetError) throw unreadable('bad-list', error.message, error);
    const reason = systemErrorCode(error);
    throw reason === null ? error : unreadable(reason, `It cannot be read (${reason}).`, error);
  });
  if (set.pairs.length === 0) throw unreadable('no-pairs', 'It has no captioned pictures.');
  return set;
}

function describeGone(setId: string): StudioError<'DATA_SET_GONE'> {
  return new StudioError(
    'DATA_SET_GONE',
    { setId },
    'The scores of this data set are not at hand any more: another one was scored since, or the studio was opened anew. Its files are unharmed. Score it again: only what has changed is looked at.',
  );
}

function describeExport(
  folder: string,
  reason: string,
  cause?: unknown,
): StudioError<'DATA_SET_NOT_WRITTEN'> {
  const why =
    reason === 'EEXIST'
      ? 'there is something of that name already'
      : reason === 'inside'
        ? 'it lies in the data set itself, of which the copies would be a part the next time'
        : 'the system reported an error';
  return new StudioError(
    'DATA_SET_NOT_WRITTEN',
    { folder, reason },
    `What stays could not be copied into ${folder}: ${why} (${reason}). Nothing was left there, and the data set is unharmed. Choose another new folder.`,
    { cause },
  );
}
