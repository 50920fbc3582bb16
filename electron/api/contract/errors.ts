import { z } from 'zod';
import { additionKinds } from './addition-kinds.ts';

/**
 * Expected failures, the same over every transport. `message` is English and complete for logs and the command line
 * (what failed, on what, what is unharmed, what to do); the interface writes its own words from `code` and `data`.
 * `CANNOT_SAVE` may answer any procedure, as every one of them uses the database; those name it whose work is to save.
 * Input that does not fit a schema arrives as oRPC's `BAD_REQUEST`, whose issues carry the schemas' message codes.
 */
export const studioErrors = {
  MODEL_NOT_FOUND: { status: 404, data: z.object({ modelId: z.string() }) },
  /**
   * A checkpoint that cannot be read; `reason` is the engine's error code. `architecture`: what it is instead of a model
   * that is read here, e.g. Stable Diffusion XL, LoRA. `added`: it is no model, but a file that is added to one.
   */
  MODEL_UNREADABLE: {
    status: 422,
    data: z.object({
      path: z.string(),
      reason: z.string(),
      detail: z.string(),
      architecture: z.string().optional(),
      added: z.enum(additionKinds).optional(),
    }),
  },
  PICTURE_NOT_FOUND: { status: 404, data: z.object({ pictureId: z.string() }) },
  COMPARISON_NOT_FOUND: { status: 404, data: z.object({ comparisonId: z.string() }) },
  /** No such pack, or no such run of one. */
  PACK_NOT_FOUND: { status: 404, data: z.object({ packId: z.string() }) },
  /** A pack that does not follow its schema; `issues` are places in it with message codes. */
  PACK_UNREADABLE: { status: 422, data: z.object({ issues: z.array(z.string()) }) },
  GRID_NOT_FOUND: { status: 404, data: z.object({ gridId: z.string() }) },
  /** The translator that the user named gave no translation; `reason`: not-set, unreachable, slow, refused, bad-answer. */
  TRANSLATOR_FAILED: { status: 502, data: z.object({ reason: z.string(), detail: z.string() }) },
  TRIAL_NOT_FOUND: { status: 404, data: z.object({ trialId: z.string() }) },
  PROMPT_NOT_FOUND: { status: 404, data: z.object({ promptId: z.string() }) },
  /** A file of styles that cannot be read, for `reason`. */
  STYLES_UNREADABLE: {
    status: 422,
    data: z.object({ reason: z.enum(['no-table', 'not-json', 'no-styles', 'too-many']) }),
  },
  /** There are as many styles of the user's as can be kept. */
  STYLES_FULL: { status: 409, data: z.object({ limit: z.number() }) },
  ADDITION_NOT_FOUND: { status: 404, data: z.object({ additionId: z.string() }) },
  /** LoRAs, embeddings and VAEs are chosen by their names: no two of a kind have the same. */
  ADDITION_NAME_TAKEN: { status: 409, data: z.object({ additionName: z.string() }) },
  /** Styles are chosen by their names: no two have the same. */
  STYLE_NAME_TAKEN: { status: 409, data: z.object({ styleName: z.string() }) },
  /** The picture or mask that a run was to begin from is not kept here (any more). */
  INPUT_NOT_FOUND: { status: 404, data: z.object({ inputId: z.string() }) },
  /** A folder or file that pictures were to be imported from; `reason` is the system's code. */
  PICTURES_UNREADABLE: { status: 422, data: z.object({ path: z.string(), reason: z.string() }) },
  /**
   * A folder of captioned pictures that cannot be scored; `reason`: no-folder, no-pairs, bad-list (its captions' list; the
   * detail says where), or the system's code.
   */
  DATA_SET_UNREADABLE: {
    status: 422,
    data: z.object({ path: z.string(), reason: z.string(), detail: z.string() }),
  },
  /** Another data set was scored since, or the studio was opened anew. */
  DATA_SET_GONE: { status: 404, data: z.object({ setId: z.string() }) },
  /**
   * What stays of a data set could not be copied into `folder`, and nothing of it was left there; `reason` is the system's
   * code, or `inside` where the folder is in the data set itself.
   */
  DATA_SET_NOT_WRITTEN: {
    status: 507,
    data: z.object({ folder: z.string(), reason: z.string() }),
  },
  /** A file that was to be an input is no picture that can be read. */
  INPUT_UNREADABLE: { status: 422, data: z.object({ detail: z.string() }) },
  /** The prompt's syntax; `reason` is the engine's error code, `position` counts UTF-16 units where it is known. */
  PROMPT_INVALID: {
    status: 422,
    data: z.object({
      prompt: z.string(),
      reason: z.string(),
      position: z.number().nullable(),
      detail: z.string(),
    }),
  },
  JOB_NOT_FOUND: { status: 404, data: z.object({ jobId: z.string() }) },
  /** A job that is being printed or has pictures already cannot be made another one. */
  JOB_BEGUN: { status: 409, data: z.object({ jobId: z.string() }) },
  /**
   * Worker processes ended again and again while they worked on the job, and it was given up; `attempts` counts them.
   * - `start`: the process ended by itself before it could do anything
   * - `memory`: the system ended it for lack of memory, or it was ended from outside and the model takes most of the memory
   * - `killed`: it was ended from outside for another reason, or for one that is not known
   * - `crash`: it ended by itself
   * - `interrupted`: the whole studio ended each time
   */
  WORKER_DIED: {
    status: 500,
    data: z.object({
      jobId: z.string(),
      exitCode: z.number().nullable(),
      saved: z.number(),
      attempts: z.number(),
      reason: z.enum(['start', 'memory', 'killed', 'crash', 'interrupted']),
    }),
  },
  /**
   * A picture needs more memory than there is, also with a small footprint. Refused beforehand with both figures in bytes;
   * null where it ran out all the same.
   */
  OUT_OF_MEMORY: {
    status: 507,
    data: z.object({
      jobId: z.string(),
      saved: z.number(),
      neededBytes: z.number().nullable(),
      availableBytes: z.number().nullable(),
    }),
  },
  /** The engine refused or failed; `reason` is its error code. */
  GENERATION_FAILED: {
    status: 500,
    data: z.object({
      jobId: z.string(),
      reason: z.string(),
      detail: z.string(),
      saved: z.number(),
    }),
  },
  /** The weights of a model that cannot be used in place could not be written: `reason` is the system's code. */
  CANNOT_REWRITE: {
    status: 507,
    data: z.object({ folder: z.string(), reason: z.string(), neededBytes: z.number() }),
  },
  /** A model could not be copied: `reason` is the system's code, or `changed` where the copy is not what was read. */
  CANNOT_COPY: {
    status: 507,
    data: z.object({ folder: z.string(), reason: z.string(), neededBytes: z.number() }),
  },
  /**
   * A model could not be calibrated for 8-bit integers; nothing of it is kept.
   * - `out-of-memory`: that needs more memory than there is
   * - `worker-died`: the process ended over it
   * - `not-kept`: it came to its end, and its file could not be written
   * - `failed`: the engine says why
   */
  CANNOT_CALIBRATE: {
    status: 500,
    data: z.object({
      modelId: z.string(),
      name: z.string(),
      reason: z.enum(['out-of-memory', 'worker-died', 'not-kept', 'failed']),
      detail: z.string(),
    }),
  },
  /** A model whose licence has to be accepted before its first picture; `page`: where it was fetched. */
  LICENCE_NOT_ACCEPTED: {
    status: 403,
    data: z.object({
      modelId: z.string(),
      name: z.string(),
      licence: z.string(),
      page: z.string().nullable(),
    }),
  },
  /** A hub gave nothing, or what it sent could not be kept. `page`: where its licence can be read and accepted. */
  HUB_FAILED: {
    status: 502,
    data: z.object({
      repository: z.string(),
      page: z.string(),
      reason: z.enum([
        'no-token',
        'token-refused',
        'licence-not-accepted',
        'no-access',
        'not-found',
        'no-network',
        'server',
        'not-a-model',
        'damaged',
        'no-space',
        'cannot-write',
        'busy',
      ]),
      detail: z.string(),
    }),
  },
  /** ONNX Runtime's CUDA libraries could not be fetched, or not be kept in `folder`. */
  CUDA_FAILED: {
    status: 502,
    data: z.object({
      folder: z.string(),
      reason: z.enum([
        'unsupported',
        'already-there',
        'not-found',
        'no-network',
        'server',
        'damaged',
        'no-space',
        'cannot-write',
        'busy',
      ]),
      detail: z.string(),
    }),
  },
  /** A picture could not be written: `reason` is the system's code, e.g. ENOSPC, EACCES, EROFS. */
  CANNOT_SAVE: {
    status: 507,
    data: z.object({ folder: z.string(), reason: z.string(), saved: z.number() }),
  },
} as const;
