import type { Arm } from '../api/contract/arm.ts';
import type { GenerationEvent } from '../api/contract/generation.ts';
import type { Priority } from '../api/contract/queue.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { Cell, Recipe } from '../api/contract/recipe.ts';
import { createId } from '../database/create-id.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { encodePreview } from '../images/picture-file.ts';
import type { PrintTask } from '../workers/messages.ts';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintEvent, PrintSlot } from '../workers/worker-pool.ts';
import { describeAdditions } from './added-files.ts';
import { workOfCell } from './cell-work.ts';
import type { CellWork, CellWorkOptions, PreparedJob } from './cell-work.ts';
import type { PictureStore } from './picture-store.ts';
import type { PreviewSheets } from './preview-sheets.ts';
import type { StepPreview } from './preview-sheets.ts';
import type { OpenJob } from './open-job.ts';
import { describePrintFailure, ranOutOfMemory } from './print-failure.ts';
import { describeWriteFailure } from './studio-error.ts';

/** The image with what it looked like on its way; that is kept of pictures that are compared. */
type FinishedImage = Extract<PrintEvent, { type: 'image' }> & {
  readonly previews: readonly StepPreview[];
};

export interface PrintCellOptions extends CellWorkOptions {
  readonly store: PictureStore;
  readonly previewSheets: PreviewSheets;
  readonly picturesFolder: string;
  readonly appVersion: string;
  readonly clock: () => Date;
  /** Told of what does not keep a picture from being saved. */
  readonly onProblem: (message: string, cause?: unknown) => void;
}

/** Saves, or waits until it can; null where it was given up. */
export type SavePicture = (attempt: () => Promise<Picture>) => Promise<Picture | null>;

/** What is told while one picture is made. */
export type CellEvent = Extract<
  GenerationEvent,
  { type: 'loading' | 'calibrating' | 'memory-short' | 'step' }
>;

/**
 * Makes one picture of a job and saves it.
 *
 * @param saved how many pictures of the job are saved already, for the words of a failure
 * @returns null when it was cancelled
 * @throws WorkerDiedError; PrintFailedError where memory ran out with the usual footprint; StudioError PROMPT_INVALID,
 *   MODEL_UNREADABLE, OUT_OF_MEMORY, GENERATION_FAILED, CANNOT_SAVE
 */
export async function printCell(
  prepared: PreparedJob,
  cell: Cell,
  slot: PrintSlot,
  context: {
    readonly promptId: string | null;
    readonly priority: Priority;
    readonly saved: number;
    /** `small` once memory ran out. */
    readonly footprint: OpenJob['footprint'];
    readonly signal: AbortSignal;
    readonly report: (event: CellEvent) => void;
    /** Calls `attempt` until it has saved; null where it was given up. */
    readonly save: SavePicture;
  },
  options: PrintCellOptions,
): Promise<Picture | null> {
  // Once for printing and saving: a wildcard file may be written to meanwhile.
  const work = workOfCell(prepared, cell, options);
  const { model } = work;
  const { footprint } = context;
  const task = footprint === 'small' ? { ...work.task, footprint } : work.task;
  const { id: jobId, comparisonId } = prepared.job;
  const printing = { ...context, jobId, isCompared: comparisonId !== null };
  const image = await print(model, task, cell, slot, printing).catch((error: unknown) => {
    if (!(error instanceof PrintFailedError)) throw error;
    if (ranOutOfMemory(error) && context.footprint === 'usual') throw error;
    throw describePrintFailure(error, model, { jobId, saved: context.saved });
  });
  return image && (await saveCell(prepared, cell, work, image, context, options));
}

/** The image, or null when it was cancelled. */
async function print(
  model: ModelRecord,
  task: PrintTask,
  cell: Cell,
  slot: PrintSlot,
  {
    jobId,
    priority,
    signal,
    report,
    isCompared,
  }: {
    jobId: string;
    priority: Priority;
    signal: AbortSignal;
    report: (event: CellEvent) => void;
    isCompared: boolean;
  },
): Promise<FinishedImage | null> {
  /** By step: a worker that took over from another one begins with the first. */
  const previews = new Map<number, StepPreview>();
  try {
    for await (const event of slot.print(task, signal, { jobId, cell, priority })) {
      switch (event.type) {
        case 'loading':
          report({ type: 'loading', modelId: model.id });
          break;
        case 'calibrating': {
          const { step, steps } = event;
          report({ type: 'calibrating', cell, modelId: model.id, step, steps });
          break;
        }
        case 'memory-short': {
          const { neededBytes, availableBytes } = event;
          report({ type: 'memory-short', cell, neededBytes, availableBytes });
          break;
        }
        case 'step': {
          const { step, steps, seconds } = event;
          const preview = event.preview === null ? null : await encodePreview(event.preview);
          if (event.preview !== null && isCompared) {
            previews.set(step, { step, image: event.preview });
          }
          report({ type: 'step', cell, step, steps, seconds, preview });
          break;
        }
        case 'image':
          return { ...event, previews: [...previews.values()].toSorted((a, b) => a.step - b.step) };
        case 'cancelled':
          return null;
      }
    }
  } catch (error) {
    // Cancelled twice, the process was ended for it.
    if (error instanceof WorkerDiedError && signal.aborted) return null;
    throw error;
  }
  throw new Error('The worker ended a task without a result.');
}

async function saveCell(
  prepared: PreparedJob,
  cell: Cell,
  { model, task, kind, additions }: CellWork,
  image: FinishedImage,
  { promptId, saved, save }: { promptId: string | null; saved: number; save: SavePicture },
  options: PrintCellOptions,
): Promise<Picture | null> {
  const { job } = prepared;
  const now = options.clock();
  const recipe: Recipe = {
    ...task.settings,
    schema: 1,
    arm: kind,
    prompt: task.prompt,
    negativePrompt: task.negativePrompt,
    ...templateOf(job.arms[cell.arm], task),
    seed: task.seed,
    model: { name: model.name.en, fingerprint: model.fingerprint },
    ...describeAdditions(additions),
    ...(image.safety && { safety: image.safety }),
    noiseHash: image.noiseHash,
    engine: {
      version: options.appVersion,
      provider: image.provider,
      precision: image.precision,
      ...(image.footprint && { footprint: image.footprint }),
    },
    pictureId: createId(now),
    comparisonId: job.comparisonId,
    jobId: job.id,
    cell,
    createdAt: now.toISOString(),
  };
  const toSave = {
    image: image.image,
    recipe,
    modelId: model.id,
    modelNames: [model.name.ja],
    promptId,
    cell,
  };
  const place = {};
  const picture = await save(() =>
    options.store.save(toSave, place).catch((error: unknown) => {
      throw describeWriteFailure(error, 'A finished picture', options.picturesFolder, saved);
    }),
  );
  // They would show what the safety checker has blocked.
  if (picture !== null && image.safety !== 'blocked') {
    await keepPreviews(picture.id, image.previews, options);
  }
  return picture;
}

/** The picture is safe already, and whole without its previews. */
async function keepPreviews(
  pictureId: string,
  previews: readonly StepPreview[],
  { previewSheets, onProblem }: PrintCellOptions,
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

/** The words as they were written, where the seed has settled a choice among them. */
function templateOf(arm: Arm | undefined, settled: PrintTask): Pick<Recipe, 'template'> {
  if (arm === undefined) return {};
  const { prompt, negativePrompt } = arm;
  const isSame = prompt === settled.prompt && negativePrompt === settled.negativePrompt;
  return isSame ? {} : { template: { prompt, negativePrompt } };
}
