import type { Comparison } from '../api/contract/comparisons.ts';
import { generationRequestSchema } from '../api/contract/generation.ts';
import type {
  Pack,
  PackEvent,
  PackNews,
  PackPrompt,
  PackRun,
  PackRunRequest,
} from '../api/contract/packs.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import { createId } from '../database/create-id.ts';
import type { PackRunRecord } from '../database/pack-runs-table.ts';
import type { Tables } from '../database/tables.ts';
import type { ComparisonsService } from './comparisons.ts';
import type { GenerationService } from './generation.ts';
import type { ModelsService } from './models.ts';
import { createRuns } from './runs.ts';
import type { RunsOptions } from './runs.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export interface PackRunsOptions extends Pick<
  RunsOptions<PackEvent>,
  'inTurn' | 'dataFolder' | 'clock' | 'onProblem'
> {
  readonly tables: Tables;
  readonly models: Pick<ModelsService, 'requireToPrint'>;
  readonly generation: Pick<GenerationService, 'run'>;
  readonly comparisons: Pick<ComparisonsService, 'ofRun'>;
  readonly listPacks: () => Promise<(Pack & { own: boolean })[]>;
}

/** Where a caller who waits stops waiting. */
export interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** Runs of packs: a job per prompt, so that one goes on where it stopped. */
export function createPackRuns(options: PackRunsOptions) {
  const { tables, models, generation, comparisons, dataFolder, clock } = options;
  const runs = createRuns<PackEvent>({
    ...options,
    kind: 'pack',
    print,
    started: (id) => ({ type: 'started', run: requireCounted(id) }),
  });

  /** @throws StudioError PACK_NOT_FOUND */
  function require(id: string): PackRunRecord {
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

  function requireCounted(id: string): PackRun {
    return countPictures(require(id));
  }

  /** The row of a run, of which nothing is printed yet. Returns its id. */
  async function insert(request: PackRunRequest): Promise<string> {
    const pack = (await options.listPacks()).find(({ id }) => id === request.packId);
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
      throw describeWriteFailure(error, 'The run', dataFolder, 0);
    }
    return run.id;
  }

  async function* print(id: string, signal: AbortSignal): AsyncGenerator<PackEvent, void, void> {
    const run = require(id);
    let { printed, total } = countPictures(run);
    yield { type: 'started', run: requireCounted(id) };
    const made = comparisons.ofRun(id);
    for (const prompt of run.pack.prompts) {
      const seeds = seedsLeft(run, prompt, made);
      if (seeds.length === 0) continue;
      const request = requestOf(run, prompt, seeds);
      const part = { runId: id, part: prompt.id };
      let isDone = false;
      for await (const event of generation.run(request, { signal, priority: 'background', part })) {
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
        else if (event.type === 'done') isDone = true;
      }
      if (!isDone) return;
    }
    yield { type: 'done', run: requireCounted(id) };
  }

  function openRuns(): PackNews {
    const open = runs.open().flatMap(({ id, ...rest }) => {
      const run = tables.packRuns.get(id);
      return run === null ? [] : [{ run: countPictures(run), ...rest }];
    });
    return { type: 'open', runs: open };
  }

  return {
    /** @throws StudioError PACK_NOT_FOUND, MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, CANNOT_SAVE, and nothing is kept */
    async start(request: PackRunRequest): Promise<PackRun> {
      const id = await insert(request);
      runs.keep(id);
      return requireCounted(id);
    },

    /** @throws StudioError PACK_NOT_FOUND, CANNOT_SAVE */
    async goOn({ runId }: { runId: string }): Promise<PackRun> {
      const run = requireCounted(runId);
      runs.keep(runId);
      return run;
    },

    /** @throws StudioError PACK_NOT_FOUND, CANNOT_SAVE */
    async stop({ runId }: { runId: string }): Promise<PackRun> {
      const run = requireCounted(runId);
      runs.stop(runId);
      return run;
    },

    async *watch({ signal }: Waiting = {}): AsyncGenerator<PackNews, void, void> {
      for await (const news of runs.watch(signal)) {
        if (news.type === 'opened') yield openRuns();
        else {
          const { id: runId, ...rest } = news;
          yield { runId, ...rest };
        }
      }
    },

    /** @throws StudioError PACK_NOT_FOUND, and what printing throws, while iterating */
    async *run(
      request: PackRunRequest,
      { signal }: Waiting = {},
    ): AsyncGenerator<PackEvent, void, void> {
      yield* runs.attend(await insert(request), signal);
    },

    /** As `run`, of what a run has not printed yet. */
    async *resume(
      { runId }: { runId: string },
      { signal }: Waiting = {},
    ): AsyncGenerator<PackEvent, void, void> {
      yield* runs.attend(require(runId).id, signal);
    },

    /** Newest first. */
    list: (): PackRun[] => tables.packRuns.list().map(countPictures),

    /** @throws StudioError PACK_NOT_FOUND */
    require: requireCounted,

    partRetried: (id: string): void => runs.partRetried(id),

    resumeLeft: () => runs.resumeLeft(),

    lookAgain: () => runs.lookAgain(),

    close: async () => await runs.close(),
  };
}

/** What of a prompt is not printed yet: the seeds without all of their pictures. */
function seedsLeft(
  run: PackRunRecord,
  prompt: PackPrompt,
  made: readonly Comparison[],
): readonly string[] {
  const done = made
    .filter(({ origin }) => origin?.type === 'pack' && origin.promptId === prompt.id)
    .flatMap(({ seeds, pictures }) =>
      seeds.filter((_, s) => pictures[s]?.every((id) => id !== null)),
    );
  return run.pack.seeds.filter((seed) => !done.includes(seed));
}

function requestOf(
  { id, pack, arms, settings }: PackRunRecord,
  prompt: PackPrompt,
  seeds: readonly string[],
) {
  return generationRequestSchema.parse({
    ...settings,
    arms: arms.map(({ kind, modelId }) => ({
      kind,
      modelId,
      prompt: kind === 'en' ? prompt.en : prompt.ja,
      ...(kind === 'en' && { translation: { by: 'person' } }),
    })),
    seeds,
    origin: {
      type: 'pack',
      runId: id,
      packId: pack.id,
      promptId: prompt.id,
      category: prompt.category ?? pack.id,
    },
  });
}

/** @param packId what was asked for: a pack, a prompt or a run */
export function packNotFound(packId: string): StudioError<'PACK_NOT_FOUND'> {
  return new StudioError(
    'PACK_NOT_FOUND',
    { packId },
    `There is no culture pack, prompt or run ${packId} in this studio. Nothing was changed. Choose one from the list.`,
  );
}
