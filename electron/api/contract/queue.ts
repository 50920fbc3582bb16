import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import {
  generationEventSchema,
  generationRequestSchema,
  jobSchema,
  printErrors,
  requestErrors,
} from './generation.ts';
import { cellSchema } from './recipe.ts';

/** A foreground job goes before every background job; a background job gives way between two steps. */
export const prioritySchema = z.enum(['foreground', 'background']);
export type Priority = z.infer<typeof prioritySchema>;

/** Why a job failed: one of the contract's errors, or null and the message of one that nobody expected. */
export const jobFailureSchema = z.object({
  code: z.enum(Object.keys(studioErrors) as [keyof typeof studioErrors]).nullable(),
  message: z.string(),
  /** As the contract has it for `code`. */
  data: z.unknown(),
});
export type JobFailure = z.infer<typeof jobFailureSchema>;

/** A job of the queue and how far it has come. */
export const queueEntrySchema = z.object({
  job: jobSchema,
  priority: prioritySchema,
  /** The grid or the run of a pack that it is a part of; null for a job of its own. */
  runId: z.string().nullable(),
  /** Pictures finished. */
  saved: z.number().int(),
  /** Pictures asked for. */
  total: z.number().int(),
  /** How often it was begun since its last finished picture; above 1 after its worker or the studio died. */
  attempts: z.number().int(),
  finishedAt: z.iso.datetime().nullable(),
  failure: jobFailureSchema.nullable(),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

export const queueStateSchema = z.object({
  /** No further picture is begun; the one being printed is finished. Stays so over a restart. */
  paused: z.boolean(),
  /**
   * Where finished pictures cannot be saved now, and the system's code for why: the disk is full, away or read-only. They
   * are kept in memory and saved as soon as it can be done. Null while all is well.
   */
  held: z.object({ folder: z.string(), reason: z.string() }).nullable(),
  /** Queued and running, in the order in which they print. */
  open: z.array(queueEntrySchema),
  /** Done, failed and cancelled since the list was cleared, the latest first, at most 100. */
  ended: z.array(queueEntrySchema),
});
export type QueueState = z.infer<typeof queueStateSchema>;

export const queueEventSchema = z.discriminatedUnion('type', [
  /** The whole queue: first, and after every change but a step. Changes in quick succession come as one. */
  z.object({ type: z.literal('state'), state: queueStateSchema }),
  /** The latest step of a running job. */
  z.object({
    type: z.literal('step'),
    jobId: z.string(),
    cell: cellSchema,
    step: z.number().int(),
    steps: z.number().int(),
    seconds: z.number(),
    preview: z.string().nullable(),
  }),
]);
export type QueueEvent = z.infer<typeof queueEventSchema>;

const jobIds = z.array(idSchema).min(1).max(1000);
const jobErrors = oc.errors({ JOB_NOT_FOUND: studioErrors.JOB_NOT_FOUND });

/** Jobs that print whether or not anybody looks: over a closed page, a restart, and the death of a worker. */
export const queue = {
  /** Queues a batch; `generation.run` does the same for a caller who waits for it. */
  submit: oc
    .errors(requestErrors)
    .input(generationRequestSchema.safeExtend({ priority: prioritySchema.default('foreground') }))
    .output(queueEntrySchema),
  /**
   * What becomes of a job: first `queued`, then what it has saved so far, then everything as it happens. Of a job that
   * has ended, how it ended. Ending the iteration changes nothing.
   */
  follow: oc
    .errors({ ...printErrors, JOB_NOT_FOUND: studioErrors.JOB_NOT_FOUND })
    .input(z.object({ jobId: idSchema }))
    .output(eventIterator(generationEventSchema)),
  list: oc.input(nothing).output(queueStateSchema),
  /** The queue as it changes, until the iteration is ended. */
  watch: oc.input(nothing).output(eventIterator(queueEventSchema)),
  /**
   * Puts open jobs, in the order given, at a place among the others, counted from 0. Foreground jobs stay before
   * background ones.
   */
  move: jobErrors.input(z.object({ jobIds, to: z.number().int().min(0) })).output(queueStateSchema),
  setPriority: jobErrors
    .input(z.object({ jobIds, priority: prioritySchema }))
    .output(queueStateSchema),
  pause: oc.input(nothing).output(queueStateSchema),
  resume: oc.input(nothing).output(queueStateSchema),
  /** Stops jobs: what they saved is kept. Ids of jobs that have ended meanwhile are left out of the answer. */
  cancel: oc.input(z.object({ jobIds })).output(z.object({ jobIds: z.array(z.string()) })),
  cancelAll: oc.input(nothing).output(z.object({ jobIds: z.array(z.string()) })),
  /**
   * Queues failed and cancelled jobs anew, for the pictures that they lack. A grid or a run of a pack that does not go on
   * does so with a job that is a part of it.
   */
  retry: jobErrors.input(z.object({ jobIds })).output(queueStateSchema),
  /** Puts another request in the place of a waiting job that has no picture yet. */
  edit: oc
    .errors({
      ...requestErrors,
      JOB_NOT_FOUND: studioErrors.JOB_NOT_FOUND,
      JOB_BEGUN: studioErrors.JOB_BEGUN,
    })
    .input(z.object({ jobId: idSchema, request: generationRequestSchema }))
    .output(queueEntrySchema),
  /** Takes the ended jobs off the list. Their pictures stay. */
  clear: oc.input(nothing).output(queueStateSchema),
};
