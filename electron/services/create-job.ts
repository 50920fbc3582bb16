import type { ComparisonOrigin } from '../api/contract/comparison-origin.ts';
import type { GenerationRequest, Job } from '../api/contract/generation.ts';
import type { Priority } from '../api/contract/queue.ts';
import { createId } from '../database/create-id.ts';
import type { RunPart } from '../database/jobs-table.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { settleRequest } from './generation-request.ts';
import { measureInitImage } from './init-image.ts';
import type { InputsService } from './inputs.ts';
import { settleVae } from './model-vae.ts';
import type { ModelsService } from './models.ts';
import { addNamedLoras, noteNamedLoras } from './named-loras.ts';
import type { SettingsService } from './settings.ts';
import { requireReadable } from './settle-prompts.ts';
import { describeWriteFailure } from './studio-error.ts';
import type { Wildcards } from './wildcards.ts';

export interface CreateJobOptions {
  readonly tables: Tables;
  readonly models: ModelsService;
  readonly inputs: InputsService;
  readonly settings: Pick<SettingsService, 'read'>;
  readonly wildcards: Wildcards;
  readonly picturesFolder: string;
  readonly clock: () => Date;
}

export interface CreatedJob {
  readonly job: Job;
  readonly promptId: string;
}

/**
 * A request as a job with its rows: job, prompt and, with two arms or more, comparison.
 *
 * @param part what it prints of a grid or of a pack's run
 * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, INPUT_NOT_FOUND, PROMPT_INVALID, CANNOT_SAVE; nothing is
 *   written then
 */
export async function createJob(
  request: GenerationRequest,
  priority: Priority,
  options: CreateJobOptions,
  part: RunPart | null = null,
): Promise<CreatedJob> {
  const now = options.clock();
  const job = await settle(request, createId(now), options, now);
  const promptId = write(options, () => {
    const id = writeRequest(options.tables, job, createId(now), request.origin ?? null);
    options.tables.jobs.insert(job, id, priority, part);
    return id;
  });
  return { job, promptId };
}

/**
 * Another request for a job that is there already. Its comparison is a new one: the old one may be looked at.
 *
 * @param requireWaiting throws where it is too late
 * @param take told of what is written, before anything else can happen: a worker that is free just then makes this
 * @throws as createJob, and what `requireWaiting` throws
 */
export async function replaceJob(
  { id }: Pick<Job, 'id'>,
  request: GenerationRequest,
  options: CreateJobOptions,
  { requireWaiting, take }: { requireWaiting(): void; take(created: CreatedJob): void },
): Promise<void> {
  const now = options.clock();
  const job = await settle(request, id, options, now);
  // Other requests were answered meanwhile: the job may have begun.
  requireWaiting();
  const promptId = write(options, () => {
    const prompt = writeRequest(options.tables, job, createId(now), request.origin ?? null);
    options.tables.jobs.replace(job, prompt);
    return prompt;
  });
  take({ job, promptId });
}

/**
 * A request with what its words and models mean now: LoRAs that its prompts name, VAEs that are set for its models.
 *
 * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, PROMPT_INVALID
 */
export function settleArms(
  asked: GenerationRequest,
  { tables, models, wildcards }: Pick<CreateJobOptions, 'tables' | 'models' | 'wildcards'>,
): { request: GenerationRequest; records: readonly ModelRecord[] } {
  const named = asked.promptSyntax === 'plain' ? asked : withNamedLoras(asked, tables);
  const request = { ...named, arms: named.arms.map((arm) => settleVae(arm, tables)) };
  const records = request.arms.map((arm) => models.requireToPrint(arm.modelId));
  for (const arm of request.arms) {
    requireReadable(arm, request, wildcards.linesFor(arm.kind));
  }
  return { request, records };
}

async function settle(
  asked: GenerationRequest,
  id: string,
  options: CreateJobOptions,
  now: Date,
): Promise<Job> {
  const { request, records } = settleArms(asked, options);
  const { inputs, settings } = options;
  const picture = await measureInitImage(request.initImage, inputs);
  const ids = { job: id, comparison: createId(now) };
  return settleRequest(request, records, settings.read(), ids, now, picture);
}

/** @throws StudioError PROMPT_INVALID */
function withNamedLoras(
  request: GenerationRequest,
  { additions }: Pick<Tables, 'additions'>,
): GenerationRequest {
  const library = additions.list();
  const arms = request.arms.map((arm) =>
    noteNamedLoras(addNamedLoras(arm, library, 'written'), library),
  );
  return { ...request, arms };
}

function write<Result>(options: CreateJobOptions, work: () => Result): Result {
  try {
    return options.tables.transaction(work);
  } catch (error) {
    throw describeWriteFailure(error, 'The job', options.picturesFolder, 0);
  }
}

/** Rows of prompt and comparison. Returns the id of the prompt's entry. */
function writeRequest(
  tables: Tables,
  job: Job,
  newPromptId: string,
  origin: ComparisonOrigin | null,
): string {
  const { createdAt, comparisonId, arms, seeds, settings } = job;
  if (comparisonId !== null) {
    tables.comparisons.insert({ id: comparisonId, createdAt, arms, seeds, settings, origin });
  }
  return tables.prompts.use({
    id: newPromptId,
    arms: arms.map(({ kind, modelId, prompt, negativePrompt, loras, embeddings, vae, styles }) => ({
      kind,
      modelId,
      prompt,
      negativePrompt,
      ...(loras && { loras }),
      ...(embeddings && { embeddings }),
      ...(vae !== undefined && { vae }),
      ...(styles && { styles }),
    })),
    settings,
    seed: seeds[0] ?? '0',
    count: seeds.length,
    at: createdAt,
  });
}
