import { createEventQueue } from './event-queue.ts';
import { forkScoring } from './fork-scoring.ts';
import type { SpawnScoring } from './scoring-channel.ts';
import type { FromScoring, ScoringTask } from './scoring-messages.ts';

/** The scorer cannot be used, or its process ended. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';
}

type Answer = Extract<FromScoring, { type: 'scored' | 'unreadable' | 'text' }>;
export type PairScore = Exclude<Answer, { type: 'text' }>;

/**
 * Scores pairs in a process of their own, in their order. Ending the iteration ends the process.
 * @throws ScoringError, the signal's reason
 */
export async function* scorePairs(
  task: ScoringTask,
  signal: AbortSignal,
  spawn: SpawnScoring = forkScoring,
): AsyncGenerator<PairScore, void, void> {
  for await (const answer of runScoring(task, signal, spawn)) {
    if (answer.type !== 'text') yield answer;
  }
}

/** What a scorer reads in a text: a vector of length 1. @throws ScoringError, the signal's reason */
export async function readText(
  task: Pick<ScoringTask, 'scorer' | 'threads'>,
  text: string,
  signal: AbortSignal,
  spawn: SpawnScoring,
): Promise<Float32Array> {
  for await (const answer of runScoring({ ...task, pairs: [], texts: [text] }, signal, spawn)) {
    if (answer.type === 'text') return Float32Array.from(answer.feature);
  }
  throw new ScoringError('The scorer ended without an answer.');
}

async function* runScoring(
  task: ScoringTask,
  signal: AbortSignal,
  spawn: SpawnScoring,
): AsyncGenerator<Answer, void, void> {
  signal.throwIfAborted();
  const process = spawn();
  const scores = createEventQueue<Answer>();
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
