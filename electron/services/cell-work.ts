import type { ArmKind } from '../api/contract/arm.ts';
import type { Job } from '../api/contract/generation.ts';
import { variationAt } from '../api/contract/noise.ts';
import { watermarkText } from '../api/contract/recipe.ts';
import type { Cell } from '../api/contract/recipe.ts';
import type { AdditionRecord } from '../database/additions-table.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import type { PrintTask, WorkerInitImage } from '../workers/messages.ts';
import { fingerprintWith, identifyAdditions } from './added-files.ts';
import type { KnownAdditions } from './added-files.ts';
import type { HashAddedFiles } from './added-hashes.ts';
import { readInitImage } from './init-image.ts';
import type { InputsService } from './inputs.ts';
import type { ModelSource } from './model-states.ts';
import type { ModelsService } from './models.ts';
import { addNamedLoras, withNamesOf } from './named-loras.ts';
import { safetyCheckerOf } from './safety-checker.ts';
import type { SettingsService } from './settings.ts';
import { settlePrompts } from './settle-prompts.ts';
import type { Wildcards } from './wildcards.ts';

/** Where the work of a picture is looked up. */
export interface CellWorkOptions {
  readonly tables: Pick<Tables, 'additions'>;
  readonly models: ModelsService;
  readonly inputs: InputsService;
  readonly settings: Pick<SettingsService, 'read'>;
  readonly wildcards: Wildcards;
  readonly hashAdded: HashAddedFiles;
}

/** A job whose files are known: per arm a model, where it is read and what is added; and the picture to begin from. */
export interface PreparedJob {
  readonly job: Job;
  readonly models: readonly ModelRecord[];
  readonly sources: readonly ModelSource[];
  readonly additions: readonly KnownAdditions[];
  /** What names in its prompts mean, for all of its pictures. */
  readonly library: readonly AdditionRecord[];
  readonly start: WorkerInitImage | undefined;
}

/**
 * Looks up all that the pictures of a job need.
 *
 * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, INPUT_NOT_FOUND: what was there when it was queued may be gone
 */
export async function prepareJob(
  job: Job,
  {
    tables,
    models,
    inputs,
    hashAdded,
  }: Pick<CellWorkOptions, 'tables' | 'models' | 'inputs' | 'hashAdded'>,
): Promise<PreparedJob> {
  const { initImage } = job.settings;
  const records = job.arms.map((arm) => models.require(arm.modelId));
  const library = tables.additions.list();
  return {
    job,
    models: records,
    sources: records.map((model) => models.sourceOf(model)),
    additions: await Promise.all(job.arms.map((arm) => identifyAdditions(arm, hashAdded, library))),
    library,
    start: initImage && (await readInitImage(initImage, inputs)),
  };
}

/** What is known of one picture before it is made. */
export interface CellWork {
  readonly model: ModelRecord;
  readonly kind: ArmKind;
  readonly additions: KnownAdditions;
  readonly task: PrintTask;
}

/**
 * The task that makes one picture of a job, and what its recipe says of the model.
 *
 * @throws StudioError PROMPT_INVALID where a wildcard is gone that was there when the job was queued, or what the seed
 *   chooses cannot be printed; MODEL_UNREADABLE for a LoRA that it names; RangeError where the job has no such cell
 */
export async function workOfCell(
  { job, models, sources, start, library, ...prepared }: PreparedJob,
  cell: Cell,
  { settings, wildcards, hashAdded }: Pick<CellWorkOptions, 'settings' | 'wildcards' | 'hashAdded'>,
): Promise<CellWork> {
  const arm = job.arms[cell.arm];
  const model = models[cell.arm];
  const source = sources[cell.arm];
  const seed = job.seeds[cell.seed];
  const known = prepared.additions[cell.arm];
  if (!arm || !model || !source || !known || seed === undefined) {
    throw new RangeError(`Job ${job.id} has no picture for arm ${cell.arm}, seed ${cell.seed}.`);
  }
  const words = { ...arm, ...settlePrompts(arm, seed, job.settings, wildcards.linesFor(arm.kind)) };
  const isPlain = job.settings.promptSyntax === 'plain';
  const settled = isPlain ? words : addNamedLoras(words, withNamesOf(arm, library), 'settled');
  const { prompt, negativePrompt } = settled;
  // The seed may have chosen LoRAs, too.
  const additions =
    settled.loras === arm.loras ? known : await identifyAdditions(settled, hashAdded, library);
  const { variation, safetyChecker, watermark } = job.settings;
  const { previewTaesd } = settings.read();
  const checker = safetyChecker ? safetyCheckerOf(model) : null;
  const { loras, embeddings, vae } = additions;
  return {
    model,
    kind: arm.kind,
    additions,
    task: {
      model: {
        ...source,
        fingerprint: fingerprintWith(model.fingerprint, additions),
        loras: loras.map(({ file, scale }) => ({ file, scale })),
        embeddings: embeddings.map(({ file, word }) => ({ file, word })),
        ...(vae && { vae: vae.file }),
      },
      prompt,
      negativePrompt,
      seed,
      settings: {
        ...job.settings,
        ...(variation && { variation: variationAt(variation, cell.seed) }),
      },
      ...(start && { initImage: start }),
      ...(previewTaesd !== null && { previewTaesd }),
      ...(checker !== null && { safetyChecker: checker }),
      ...(watermark && { watermark: watermarkText }),
    },
  };
}
