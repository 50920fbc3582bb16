import type { Arm, ArmKind } from '../api/contract/arm.ts';
import type { Cell, GenerationEvent } from '../api/contract/generation.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { encodePreview } from '../images/picture-file.ts';
import type { PrintTask, WorkerInitImage } from '../workers/messages.ts';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintEvent } from '../workers/worker-pool.ts';
import type { ActiveJob, GenerationServiceOptions } from './generation.ts';
import { readInitImage } from './init-image.ts';
import { identifyLoras, type KnownLora } from './lora-files.ts';
import { settlePrompts } from './settle-prompts.ts';
import type { StepPreview } from './preview-sheets.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

/** The image with what it looked like on its way; that is kept of pictures that are compared. */
type FinishedImage = Extract<PrintEvent, { type: 'image' }> & {
  readonly previews: readonly StepPreview[];
};

interface PrintJobOptions extends Omit<GenerationServiceOptions, 'models'> {
  readonly report: (event: GenerationEvent) => void;
}

/**
 * Prints all pictures of a job, seed by seed, so that the arms of a pair appear together. Each picture is saved before
 * the next is begun.
 *
 * @throws StudioError WORKER_DIED, MODEL_UNREADABLE, GENERATION_FAILED, CANNOT_SAVE with the number of pictures saved
 */
export async function printJob(
  active: ActiveJob,
  options: PrintJobOptions,
): Promise<'done' | 'cancelled'> {
  const { job, abort } = active;
  const loras = await Promise.all(job.arms.map((arm) => identifyLoras(arm.loras ?? [])));
  const { initImage } = job.settings;
  const start = initImage && (await readInitImage(initImage, options.inputs));
  const entry = { ...active, loras, start };
  const { report } = options;
  const begun = performance.now();
  const stepSeconds: number[] = [];
  let saved = 0;
  for (let seed = 0; seed < job.seeds.length; seed++) {
    for (let arm = 0; arm < job.arms.length; arm++) {
      const cell = { arm, seed };
      const image = abort.signal.aborted
        ? null
        : await printCell(entry, cell, options, stepSeconds, saved);
      if (image === null) {
        report({ type: 'cancelled', jobId: job.id, saved });
        return 'cancelled';
      }
      await saveCell(entry, cell, image, options, saved);
      saved += 1;
    }
  }
  report({
    type: 'done',
    jobId: job.id,
    seconds: (performance.now() - begun) / 1000,
    secondsPerStep: mean(stepSeconds),
  });
  return 'done';
}

/** A job whose files are known: one list of LoRAs per arm, and the picture to begin from. */
type RunningJob = ActiveJob & {
  readonly loras: readonly (readonly KnownLora[])[];
  readonly start: WorkerInitImage | undefined;
};

/** One picture, or null when it was cancelled. */
async function printCell(
  entry: RunningJob,
  cell: Cell,
  { pool, report }: PrintJobOptions,
  stepSeconds: number[],
  saved: number,
): Promise<FinishedImage | null> {
  const { model, task } = taskOfCell(entry, cell);
  const previews: StepPreview[] = [];
  try {
    for await (const event of pool.print(task, entry.abort.signal)) {
      switch (event.type) {
        case 'loading':
          report({ type: 'loading', modelId: model.id });
          break;
        case 'step': {
          const { step, steps, seconds } = event;
          const preview = event.preview === null ? null : await encodePreview(event.preview);
          if (event.preview !== null && entry.job.comparisonId !== null) {
            previews.push({ step, image: event.preview });
          }
          stepSeconds.push(seconds);
          report({ type: 'step', cell, step, steps, seconds, preview });
          break;
        }
        case 'image':
          return { ...event, previews };
        case 'cancelled':
          return null;
      }
    }
  } catch (error) {
    // The user asked twice and the process was ended for it.
    if (error instanceof WorkerDiedError && entry.abort.signal.aborted) return null;
    throw describePrintFailure(error, entry.job.id, model, saved);
  }
  throw new Error('The worker ended a task without a result.');
}

async function saveCell(
  entry: RunningJob,
  cell: Cell,
  image: FinishedImage,
  options: PrintJobOptions,
  saved: number,
): Promise<void> {
  const { model, task, kind, loras } = taskOfCell(entry, cell);
  const now = options.clock();
  const recipe: Recipe = {
    ...task.settings,
    schema: 1,
    arm: kind,
    prompt: task.prompt,
    negativePrompt: task.negativePrompt,
    ...templateOf(entry.job.arms[cell.arm], task),
    seed: task.seed,
    model: { name: model.name.en, fingerprint: model.fingerprint },
    ...(loras.length > 0 && {
      loras: loras.map(({ name, sha256, scale }) => ({ name, sha256, scale })),
    }),
    noiseHash: image.noiseHash,
    engine: {
      version: options.appVersion,
      provider: image.provider,
      precision: image.precision,
    },
    pictureId: createId(now),
    comparisonId: entry.job.comparisonId,
    jobId: entry.job.id,
    createdAt: now.toISOString(),
  };
  try {
    const picture = await options.store.save({
      image: image.image,
      recipe,
      modelId: model.id,
      modelNames: [model.name.ja],
      promptId: entry.promptId,
      cell,
    });
    await keepPreviews(picture.id, image.previews, options);
    options.report({ type: 'saved', cell, picture });
  } catch (error) {
    throw describeWriteFailure(error, 'A finished picture', options.picturesFolder, saved);
  }
}

/** The picture is safe already, and whole without its previews. */
async function keepPreviews(
  pictureId: string,
  previews: readonly StepPreview[],
  { previewSheets, onProblem }: PrintJobOptions,
): Promise<void> {
  try {
    await previewSheets.keep(pictureId, previews);
  } catch (error) {
    onProblem(
      `The previews of picture ${pictureId} could not be kept; the picture is whole.`,
      error,
    );
  }
}

function taskOfCell(
  { job, models, sources, ...entry }: RunningJob,
  cell: Cell,
): { model: ModelRecord; kind: ArmKind; loras: readonly KnownLora[]; task: PrintTask } {
  const arm = job.arms[cell.arm];
  const model = models[cell.arm];
  const source = sources[cell.arm];
  const seed = job.seeds[cell.seed];
  if (arm === undefined || model === undefined || source === undefined || seed === undefined) {
    throw new RangeError(`Job ${job.id} has no picture for arm ${cell.arm}, seed ${cell.seed}.`);
  }
  const loras = entry.loras[cell.arm] ?? [];
  const added = loras.map(({ sha256, scale }) => `${sha256}:${scale}`);
  return {
    model,
    kind: arm.kind,
    loras,
    task: {
      model: {
        ...source,
        fingerprint: [model.fingerprint, ...added].join('+'),
        loras: loras.map(({ file, scale }) => ({ file, scale })),
      },
      ...settlePrompts(arm, seed, job.settings),
      seed,
      settings: job.settings,
      ...(entry.start && { initImage: entry.start }),
    },
  };
}

/** The words as they were written, where the seed has settled a choice among them. */
function templateOf(arm: Arm | undefined, settled: PrintTask): Pick<Recipe, 'template'> {
  if (arm === undefined) return {};
  const { prompt, negativePrompt } = arm;
  const isSame = prompt === settled.prompt && negativePrompt === settled.negativePrompt;
  return isSame ? {} : { template: { prompt, negativePrompt } };
}

function describePrintFailure(
  error: unknown,
  jobId: string,
  model: ModelRecord,
  saved: number,
): unknown {
  if (error instanceof WorkerDiedError) {
    const { exitCode } = error;
    return new StudioError(
      'WORKER_DIED',
      { jobId, exitCode, saved },
      `The worker process ended (${exitCode === null ? 'from outside' : `exit code ${exitCode}`}) while it worked on job ${jobId}. ${describeSaved(saved)} Print again: the next job gets a new worker. If it ends again, the machine may have too little memory for this size.`,
      { cause: error },
    );
  }
  if (!(error instanceof PrintFailedError)) return error;
  const { reason, message: detail } = error;
  if (error.stage === 'load') {
    return new StudioError(
      'MODEL_UNREADABLE',
      { path: model.path, reason, detail },
      `The model ${model.name.en} in ${model.path} cannot be read: ${detail} ${describeSaved(saved)} Import the model again, or choose another one.`,
      { cause: error },
    );
  }
  return new StudioError(
    'GENERATION_FAILED',
    { jobId, reason, detail, saved },
    `Job ${jobId} failed in the model ${model.name.en}: ${detail} ${describeSaved(saved)} Change the settings and print again.`,
    { cause: error },
  );
}

function describeSaved(saved: number): string {
  if (saved === 0) return 'The gallery is unharmed.';
  if (saved === 1) return 'The picture saved before is kept.';
  return `The ${saved} pictures saved before are kept.`;
}

function mean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
