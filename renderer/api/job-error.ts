import { ORPCError } from '@orpc/client';
import type { JobFailure } from '../../electron/api/contract/queue.ts';

/** What made a job or a run fail, as if it had been thrown here. */
export function jobError(failure: JobFailure): Error {
  return failure.code === null
    ? new Error(failure.message)
    : new ORPCError(failure.code, { ...failure });
}
