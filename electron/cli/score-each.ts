import { countCores } from '../workers/devices.ts';
import type { ScoringTask } from '../workers/scoring-messages.ts';
import { scorePairs, ScoringError, type PairScore } from '../workers/score-pairs.ts';
import { InterruptedError, UsageError } from './failure.ts';
import { endsPart, progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/**
 * Scores pictures against their captions, in their order, and shows how far that is.
 * @throws UsageError where the scorer cannot be used, InterruptedError
 */
export async function scoreEach(
  scorer: string,
  pairs: ScoringTask['pairs'],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<PairScore[]> {
  const say = texts[terminal.language].score;
  terminal.note(say.scorer(scorer));
  const scores: PairScore[] = [];
  try {
    for await (const score of scorePairs({ scorer, threads: countCores(), pairs }, signal)) {
      scores.push(score);
      showProgress(scores.length, pairs.length, terminal);
    }
  } catch (error) {
    throw scoringFailure(error, scorer, terminal, signal);
  }
  terminal.redraw?.('');
  return scores;
}

/** What a command ends with where scoring has failed or was stopped. */
export function scoringFailure(
  error: unknown,
  scorer: string,
  { language }: Terminal,
  signal: AbortSignal,
): unknown {
  if (signal.aborted) return new InterruptedError('', { cause: error });
  if (!(error instanceof ScoringError)) return error;
  const text = texts[language].score.scorerFails(scorer, error.message);
  return new UsageError(text, { cause: error });
}

/** How many of all are done, in one row or in tenths. */
export function showProgress(done: number, total: number, terminal: Terminal): void {
  const text = `${done} / ${total}`;
  if (terminal.redraw) terminal.redraw(`${progressBar(done / total, terminal)} ${text}`);
  else if (endsPart(done, total, 10)) terminal.note(text);
}
