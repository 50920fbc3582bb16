import { createEventQueue } from './event-queue.ts';
import { forkScoring } from './fork-scoring.ts';
import type { SpawnScoring } from './scoring-channel.ts';
import type { FromScoring, ScoringTask } from './scoring-messages.ts';

/** The scorer cannot be used, or its process ended. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';
}

export type PairScore = Extract<FromScoring, { type: 'scored' | 'unreadable' }>;

/**
 * Scores pairs in a process of their own, in their order. Ending the iteration ends the process.
 * @throws ScoringError, the signal's reason
 */
export async function* scorePairs(
  task: ScoringTask,
  signal: AbortSignal,
  spawn: SpawnScoring = forkScoring,
): AsyncGenerator<PairScore, void, void> {
  signal.throwIfAborted();
  const process = spawn();
  const scores = createEventQueue<PairScore>();
  const abort = () => scores.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  process.onMessage((event) => {
    if (event.type === 'done') scores.end();
    else if (event.type === 'failed') scores.fail(new ScoringError(event.message));
    else scores.push(event);
  });
  process.onExit((code) => scores.fail(new ScoringError(`The process ended (${code}).`)));
  process.post(task);
  try {
    yield* scores;
  } finally {
    signal.removeEventListener('abort', abort);
    process.kill();
  }
}
