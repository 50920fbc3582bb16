import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '../api/contract/comparisons.ts';
import { generationRequestSchema } from '../api/contract/generation.ts';
import type {
  Pack,
  PackEvent,
  PackPrompt,
  PackRefusal,
  PackRun,
  PackRunRequest,
} from '../api/contract/packs.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import { createId } from '../database/create-id.ts';
import type { PackRunRecord } from '../database/pack-runs-table.ts';
import type { Tables } from '../database/tables.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';
import type { ComparisonsService } from './comparisons.ts';
import type { GenerationService } from './generation.ts';
import type { ModelsService } from './models.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { readPack, readPacks } from './pack-files.ts';
import { createPackReport } from './pack-report.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import type { VotesService } from './votes.ts';

interface PacksOptions {
  readonly tables: Tables;
  readonly models: ModelsService;
  readonly generation: GenerationService;
  readonly comparisons: ComparisonsService;
  readonly votes: VotesService;
  /** Where a picture's thumbnail lies, or the picture itself. */
  readonly locate: (pictureId: string) => string | null;
  readonly folders: { readonly own: string; readonly user: string };
  readonly clock: () => Date;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type PacksService = ReturnType<typeof createPacksService>;

/** Culture packs: prompts in two languages, printed as one comparison each. */
export function createPacksService(options: PacksOptions) {
  const { tables, models, generation, comparisons, folders, clock, onProblem } = options;

  async function list(): Promise<(Pack & { own: boolean })[]> {
    const own = await readPacks(folders.own, onProblem);
    const user = await readPacks(folders.user, onProblem);
    return [
      ...own.map((pack) => ({ ...pack, own: true })),
      ...user.map((pack) => ({ ...pack, own: false })),
    ];
  }

  /** @throws StudioError PACK_NOT_FOUND */
  function requireRun(id: string): PackRunRecord {
    const run = tables.packRuns.get(id);
    if (run === null) throw packNotFound(id);
    return run;
  }

  function countPictures(run: PackRunRecord): PackRun {
    const printed = comparisons
      .ofRun(run.id)
      .flatMap(({ pictures }) => pictures.flat())
      .filter((id) => id !== null).length;
    const { prompts, seeds } = run.pack;
    return { ...run, printed, total: prompts.length * seeds.length * run.arms.length };
  }

  async function startRun(request: PackRunRequest): Promise<PackRunRecord> {
    const pack = (await list()).find(({ id }) => id === request.packId);
    if (pack === undefined) throw packNotFound(request.packId);
    const { own: _own, ...known } = pack;
    const [first] = request.arms.map(({ modelId }) => models.requireToPrint(modelId));
    const wanted = request.promptIds && new Set(request.promptIds);
    const prompts = known.prompts.filter(({ id }) => wanted?.has(id) ?? true);
    if (prompts.length === 0) throw packNotFound(`${request.packId}/${request.promptIds?.[0]}`);
    const now = clock();
    const { width, height, steps, guidance, sampler } = request;
    const changes = { width, height, steps, guidance, sampler };
    const set = Object.fromEntries(
      Object.entries(changes).filter(([, value]) => value !== undefined),
    );
    const run: PackRunRecord = {
      id: createId(now),
      createdAt: now.toISOString(),
      pack: { ...known, prompts, seeds: request.seeds ?? known.seeds },
      arms: request.arms,
      settings: printSettingsSchema.parse({ ...first?.recommended, ...set }),
    };
    try {
      tables.packRuns.insert(run);
    } catch (error) {
      throw describeWriteFailure(error, 'The run', folders.user, 0);
    }
    return run;
  }

  /** What of a prompt is not printed yet: the seeds without all of their pictures. */
  function seedsLeft(run: PackRunRecord, prompt: PackPrompt, made: readonly Comparison[]) {
    const done = made
      .filter(({ origin }) => origin?.type === 'pack' && origin.promptId === prompt.id)
      .flatMap(({ seeds, pictures }) =>
        seeds.filter((_, s) => pictures[s]?.every((id) => id !== null)),
      );
    return run.pack.seeds.filter((seed) => !done.includes(seed));
  }

  /** Two pages may go on with one run: what the first has printed is not printed again. */
  const oneAtATime = createOneAtATime();

  function print(
    run: PackRunRecord,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<PackEvent, void, void> {
    return oneAtATime(run.id, signal, () => printMissing(run, signal));
  }

  async function* printMissing(
    run: PackRunRecord,
    signal: AbortSignal,
  ): AsyncGenerator<PackEvent, void, void> {
    let { printed, total } = countPictures(run);
    yield { type: 'started', run: countPictures(run) };
    const made = comparisons.ofRun(run.id);
    for (const prompt of run.pack.prompts) {
      const seeds = seedsLeft(run, prompt, made);
      if (seeds.length === 0) continue;
      const request = generationRequestSchema.parse({
        ...run.settings,
        arms: run.arms.map(({ kind, modelId }) => ({
          kind,
          modelId,
          prompt: kind === 'en' ? prompt.en : prompt.ja,
          ...(kind === 'en' && { translation: { by: 'person' } }),
        })),
        seeds,
        origin: {
          type: 'pack',
          runId: run.id,
          packId: run.pack.id,
          promptId: prompt.id,
          category: prompt.category ?? run.pack.id,
        },
      });
      for await (const event of generation.run(request, { signal, priority: 'background' })) {
        if (event.type === 'queued') {
          const comparisonId = event.job.comparisonId ?? '';
          yield { type: 'prompt', promptId: prompt.id, comparisonId };
        } else if (event.type === 'calibrating') {
          const { modelId, step, steps } = event;
          yield { type: 'calibrating', promptId: prompt.id, modelId, step, steps };
        } else if (event.type === 'saved') {
          printed += 1;
          const { id: pictureId } = event.picture;
          yield { type: 'saved', promptId: prompt.id, pictureId, printed, total };
        } else if (event.type === 'held') yield event;
        else if (event.type === 'cancelled') return;
      }
    }
    yield { type: 'done', run: countPictures(run) };
  }

  return {
    list,

    /** @throws StudioError PACK_UNREADABLE, CANNOT_SAVE */
    async add({ json }: { json: string }): Promise<Pack> {
      const parsed = readPack(json);
      const issues = 'issues' in parsed ? parsed.issues : [];
      const pack = 'pack' in parsed ? parsed.pack : null;
      if (pack && (await readPacks(folders.own, onProblem)).some(({ id }) => id === pack.id)) {
        issues.push(`id: ${'pack-name-taken' satisfies PackRefusal}`);
      }
      if (pack === null || issues.length > 0) {
        throw new StudioError(
          'PACK_UNREADABLE',
          { issues },
          `This is no culture pack that can be taken in: ${issues.join('; ')}. Nothing was changed. resources/culture-packs/pack.schema.json says how a pack is written.`,
        );
      }
      try {
        const bytes = Buffer.from(`${JSON.stringify(pack, null, 2)}\n`);
        await writeFileDurably(join(folders.user, `${pack.id}.json`), bytes);
      } catch (error) {
        throw describeWriteFailure(error, 'The pack', folders.user, 0);
      }
      return pack;
    },

    /** @throws StudioError PACK_NOT_FOUND for one that is not the user's, CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      if (!(await readPacks(folders.user, onProblem)).some((pack) => pack.id === id))
        throw packNotFound(id);
      try {
        await rm(join(folders.user, `${id}.json`));
      } catch (error) {
        throw describeWriteFailure(error, 'The removal of a pack', folders.user, 0);
      }
      return { id };
    },

    /** @throws StudioError PACK_NOT_FOUND, and what printing throws, while iterating */
    async *run(
      request: PackRunRequest,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<PackEvent, void, void> {
      yield* print(await startRun(request), signal);
    },

    /** As `run`, of what a run has not printed yet. */
    async *resume(
      { runId }: { runId: string },
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<PackEvent, void, void> {
      yield* print(requireRun(runId), signal);
    },

    async runs(): Promise<PackRun[]> {
      return tables.packRuns.list().map(countPictures);
    },

    /** @throws StudioError PACK_NOT_FOUND */
    async comparisons({ runId }: { runId: string }) {
      const made = comparisons.ofRun(runId);
      return requireRun(runId).pack.prompts.map(({ id }) => {
        const own = made.filter(
          ({ origin, pictures }) =>
            origin?.type === 'pack' &&
            origin.promptId === id &&
            pictures.some((row) => row.some((picture) => picture !== null)),
        );
        return { promptId: id, comparisonIds: own.map((comparison) => comparison.id) };
      });
    },

    /** @throws StudioError PACK_NOT_FOUND */
    async report({ runId, language }: { runId: string; language: 'ja' | 'en' }) {
      const run = countPictures(requireRun(runId));
      const made = comparisons.ofRun(runId);
      const [all, byPrompt] = [
        await options.votes.ratings({ runId, by: 'all' }),
        await options.votes.ratings({ runId, by: 'prompt' }),
      ];
      const names = new Map(
        run.arms.map(({ modelId }) => [modelId, tables.models.get(modelId)?.name[language]]),
      );
      return await createPackReport({
        run,
        comparisons: made,
        measure: (id, seed) => comparisons.measure({ id, seed }),
        ratings: all[0] ?? null,
        ratingsByPrompt: byPrompt,
        nameModel: (modelId) => names.get(modelId) ?? modelId,
        locate: options.locate,
        scoreOf: (id) => {
          const [picture] = tables.pictures.get([id]);
          if (!picture || picture.score === null) return null;
          return { score: picture.score, scorer: picture.scorer ?? '' };
        },
        language,
      });
    },
  };
}

function packNotFound(packId: string): StudioError<'PACK_NOT_FOUND'> {
  return new StudioError(
    'PACK_NOT_FOUND',
    { packId },
    `There is no culture pack, prompt or run ${packId} in this studio. Nothing was changed. Choose one from the list.`,
  );
}
