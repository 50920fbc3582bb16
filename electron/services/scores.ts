import { basename } from 'node:path';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import { scorerLanguages } from '../api/contract/scores.ts';
import type { MeaningSearch, ScoreEvent, Scorer, ScorerLanguage } from '../api/contract/scores.ts';
import type { Tables } from '../database/tables.ts';
import { createEventQueue } from '../workers/event-queue.ts';
import type { EventQueue } from '../workers/event-queue.ts';
import { readText, scorePairs, ScoringError } from '../workers/score-pairs.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import { createFindByMeaning } from './find-by-meaning.ts';
import { findScorer } from './find-scorers.ts';
import type { ScorerPlaces } from './find-scorers.ts';
import { readsJapanese, scoreTaskOf } from './score-task.ts';
import type { ScoreTask } from './score-task.ts';
import type { SettingsService } from './settings.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export interface ScoresOptions extends Omit<ScorerPlaces, 'chosen'> {
  readonly tables: Tables;
  readonly settings: Pick<SettingsService, 'read'>;
  /** Where a kept picture's file is; null where there is none. */
  readonly locate: (pictureId: string) => string | null;
  readonly spawnScoring: SpawnScoring;
}

export type ScoresService = ReturnType<typeof createScoresService>;

/** How well pictures fit their words. ONNX Runtime runs in a process of its own, which lives as long as it has work. */
export function createScoresService(options: ScoresOptions) {
  const { tables, settings, locate, spawnScoring } = options;
  /** One process at a time: it takes a core, and a large scorer a gigabyte. */
  let last: Promise<unknown> = Promise.resolve();
  const watchers = new Set<EventQueue<{ pictureId: string }>>();

  function scorerOf(language: ScorerLanguage): Scorer | null {
    const { japaneseScorer: ja, englishScorer: en } = settings.read();
    return findScorer(language, { ...options, chosen: { ja, en } });
  }

  function taskOf(picture: GalleryPicture, scorers: Record<ScorerLanguage, Scorer | null>) {
    const { modelId } = picture;
    return scoreTaskOf(picture, {
      scorers,
      japanese: japaneseSibling(picture),
      isDemo: modelId !== null && tables.models.get(modelId)?.embedded === true,
    });
  }

  /** Made from the same noise by an arm that was given Japanese words; its own recipe knows what its seed has chosen. */
  function japaneseSibling({ id, comparisonId, recipe }: GalleryPicture): Recipe | null {
    if (comparisonId === null || recipe === null || readsJapanese(recipe.arm)) return null;
    const all = tables.pictures.ofComparison(comparisonId);
    const seed = all.find((one) => one.id === id)?.seed;
    const ids = all.filter((one) => one.seed === seed).map((one) => one.id);
    const recipes = tables.pictures.get(ids).map((sibling) => sibling.recipe);
    return recipes.find((one) => one && readsJapanese(one.arm)) ?? null;
  }

  async function* score(
    ids: readonly string[],
    { signal = new AbortController().signal, background = false }: ScoringRun,
  ): AsyncGenerator<ScoreEvent, void, void> {
    const scorers = { ja: scorerOf('ja'), en: scorerOf('en') };
    const tasks = new Map<Scorer, (ScoreTask & { id: string; file: string })[]>();
    const skipped: string[] = [];
    const unreadable: string[] = [];
    let total = 0;
    for (const picture of tables.pictures.get(ids)) {
      const { id } = picture;
      const task = taskOf(picture, scorers);
      const file = locate(id);
      if (task === null) skipped.push(id);
      else if (file === null) unreadable.push(id);
      else {
        total += 1;
        tasks.set(task.scorer, [...(tasks.get(task.scorer) ?? []), { ...task, id, file }]);
      }
    }
    let done = 0;
    for (const [scorer, own] of tasks) {
      const pairs = own.map(({ file, caption }) => ({ picture: file, caption }));
      const task = { scorer: scorer.path, threads: 1, background, pairs };
      let place = 0;
      try {
        for await (const event of scorePairs(task, signal, spawnScoring)) {
          const id = own[place++]?.id ?? '';
          if (event.type === 'unreadable') {
            unreadable.push(id);
            continue;
          }
          keep(id, event, scorer);
          done += 1;
          yield {
            type: 'scored',
            pictureId: id,
            score: event.score,
            scorer: scorer.name,
            done,
            total,
          };
        }
      } catch (error) {
        throw error instanceof ScoringError ? describeScorerFailure(scorer, error) : error;
      }
    }
    yield { type: 'done', scored: done, skipped, unreadable };
  }

  function keep(
    id: string,
    { score: value, feature }: { score: number; feature: readonly number[] },
    scorer: Scorer,
  ): void {
    try {
      tables.transaction(() => {
        tables.marks.setScore(id, { score: value, scorer: scorer.name });
        tables.features.set(id, scorer.name, Float32Array.from(feature));
      });
    } catch (error) {
      throw describeWriteFailure(error, 'The scores', options.data, 0);
    }
    for (const events of watchers) events.push({ pictureId: id });
  }

  const meaning = createFindByMeaning({
    features: tables.features,
    readText: (scorer, text, signal) =>
      readText({ scorer: scorer.path, threads: 2 }, text, signal, spawnScoring),
  });

  return {
    /**
     * Pictures by what they show. The Japanese scorer reads the words where there is one, else the English one.
     *
     * @throws StudioError MODEL_UNREADABLE where the scorer cannot be used; the signal's reason
     */
    async find(
      wanted: { text: string; limit: number },
      { signal = new AbortController().signal }: { signal?: AbortSignal | undefined } = {},
    ): Promise<MeaningSearch> {
      const scorer = scorerOf('ja') ?? scorerOf('en');
      if (scorer === null) return { scorer: null, searched: 0, pictures: [] };
      try {
        return { scorer, ...(await meaning.find(scorer, wanted, signal)) };
      } catch (error) {
        throw error instanceof ScoringError ? describeScorerFailure(scorer, error) : error;
      }
    },

    async scorers(): Promise<Scorer[]> {
      return scorerLanguages.flatMap((language) => scorerOf(language) ?? []);
    },

    /** Pictures as they get their scores, whoever asked for them, until the iteration is ended. */
    async *watch({ signal }: { signal?: AbortSignal | undefined } = {}) {
      const events = createEventQueue<{ pictureId: string }>();
      const end = () => events.end();
      watchers.add(events);
      signal?.addEventListener('abort', end, { once: true });
      try {
        yield* events;
      } finally {
        signal?.removeEventListener('abort', end);
        watchers.delete(events);
      }
    },

    /** Whether there is more than the demo's scorer. */
    hasOwnScorer(): boolean {
      return scorerLanguages.some((language) => {
        const origin = scorerOf(language)?.origin;
        return origin === 'chosen' || origin === 'fetched';
      });
    },

    /**
     * Scores kept pictures, one after the other; a second run waits for the first.
     *
     * @throws StudioError MODEL_UNREADABLE where a scorer cannot be used, CANNOT_SAVE; the signal's reason
     */
    async *run(
      { ids }: { ids: readonly string[] },
      run: ScoringRun = {},
    ): AsyncGenerator<ScoreEvent, void, void> {
      const before = last;
      const turn = Promise.withResolvers<void>();
      last = turn.promise;
      try {
        await before;
        run.signal?.throwIfAborted();
        yield* score(ids, run);
      } finally {
        turn.resolve();
      }
    },
  };
}

export interface ScoringRun {
  readonly signal?: AbortSignal | undefined;
  /** Give way to everything else on the machine. */
  readonly background?: boolean;
}

/** A scorer that cannot be used; its folder's name stands for one without a name. */
export function describeScorerFailure(
  { path, name = basename(path) }: { readonly path: string; readonly name?: string },
  cause: ScoringError,
): StudioError<'MODEL_UNREADABLE'> {
  return new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'scorer', detail: cause.message },
    `The scorer ${name} in ${path} cannot be used. ${cause.message} The pictures are unharmed. Choose another scorer in the settings, or fetch it again.`,
    { cause },
  );
}
