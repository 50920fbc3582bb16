import { InterruptedError } from './failure.ts';

/** Turns the end that an abort causes, whatever shape it has, into one error. @throws InterruptedError */
export async function* untilAborted<Event>(
  events: AsyncIterable<Event>,
  signal: AbortSignal,
): AsyncGenerator<Event> {
  try {
    yield* events;
  } catch (error) {
    throw signal.aborted ? new InterruptedError('', { cause: error }) : error;
  }
  if (signal.aborted) throw new InterruptedError();
}
