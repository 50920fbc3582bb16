import { fork } from 'node:child_process';
import { join } from 'node:path';
import { createEventQueue } from './event-queue.ts';
import type { FromScoring, ScoringTask } from './scoring-messages.ts';

const entry = join(import.meta.dirname, 'scoring-process.ts');

/** The scorer cannot be used, or its process ended. */
export class ScoringError extends Error {
  override readonly name = 'ScoringError';
}

export type PairScore = Extract<FromScoring, { type: 'scored' | 'unreadable' }>;

/**
 * Scores pairs in a process of their own, in their order. Ending the iteration ends the process.
 * @throws ScoringError
 */
export async function* scorePairs(
  task: ScoringTask,
  signal: AbortSignal,
): AsyncGenerator<PairScore, void, void> {
  signal.throwIfAborted();
  const child = fork(entry, [], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [] });
  const scores = createEventQueue<PairScore>();
  const abort = () => scores.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  child.on('message', (message) => {
    const event = message as FromScoring;
    if (event.type === 'done') scores.end();
    else if (event.type === 'failed') scores.fail(new ScoringError(event.message));
    else scores.push(event);
  });
  child.on('error', (cause) => scores.fail(new ScoringError('It did not start.', { cause })));
  child.on('exit', (code) => scores.fail(new ScoringError(`The process ended (${code}).`)));
  child.send(task, () => {});
  try {
    yield* scores;
  } finally {
    signal.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}
