import { ORPCError } from '@orpc/server';
import { StudioError } from '../services/studio-error.ts';
import { studioErrors } from './contract/errors.ts';

/** The stream with its failures as `describe` gives them. Its `return` stops the job at once, so it is handed through. */
export function mapErrors<Event>(
  events: AsyncGenerator<Event, void, void>,
  describe: (error: unknown) => unknown,
): AsyncGenerator<Event, void, void> {
  const mapped = rethrow(events, describe);
  const endIteration = mapped.return.bind(mapped);
  mapped.return = async (value) => {
    await events.return();
    return endIteration(value);
  };
  return mapped;
}

async function* rethrow<Event>(
  events: AsyncGenerator<Event, void, void>,
  describe: (error: unknown) => unknown,
): AsyncGenerator<Event, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw describe(error);
  }
}

/** Whether somebody has stopped what failed. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** A service's expected failure in the contract's form; any other as it is. */
export function toContractError(error: unknown): unknown {
  if (!isStudioError(error)) return error;
  return new ORPCError(error.code, {
    status: studioErrors[error.code].status,
    message: error.message,
    data: error.data,
    cause: error,
  });
}

/** `instanceof` alone loses the class's parameter. */
function isStudioError(error: unknown): error is StudioError {
  return error instanceof StudioError;
}
