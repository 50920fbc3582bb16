import type { Arm } from '../api/contract/arm.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { Cell, Recipe } from '../api/contract/recipe.ts';
import { createId } from '../database/create-id.ts';
import type { PrintTask } from '../workers/messages.ts';
import type { PrintEvent } from '../workers/worker-pool.ts';
import { describeAdditions } from './added-files.ts';
import type { CellWork, PreparedJob } from './cell-work.ts';
import type { PictureStore } from './picture-store.ts';
import type { PreviewSheets, StepPreview } from './preview-sheets.ts';
import { describeWriteFailure } from './studio-error.ts';

/** The image with what it looked like on its way; that is kept of pictures that are compared. */
export type FinishedImage = Extract<PrintEvent, { type: 'image' }> & {
  readonly previews: readonly StepPreview[];
};

export interface SaveCellOptions {
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

/**
 * Saves a finished picture of a job with its recipe.
 *
 * @param saved how many pictures of the job are saved already, for the words of a failure
 * @returns null where that was given up
 * @throws StudioError CANNOT_SAVE
 */
export async function saveCell(
  prepared: PreparedJob,
  cell: Cell,
  { model, task, kind, additions }: CellWork,
  image: FinishedImage,
  { promptId, saved, save }: { promptId: string | null; saved: number; save: SavePicture },
  options: SaveCellOptions,
): Promise<Picture | null> {
  const { job } = prepared;
  const arm = job.arms[cell.arm];
  const now = options.clock();
  const recipe: Recipe = {
    ...task.settings,
    schema: 1,
    arm: kind,
    prompt: task.prompt,
    negativePrompt: task.negativePrompt,
    ...templateOf(arm, task),
    ...(arm?.styles && { styles: arm.styles }),
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
      ...(image.batch > 1 && { batch: image.batch }),
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
  { previewSheets, onProblem }: SaveCellOptions,
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
