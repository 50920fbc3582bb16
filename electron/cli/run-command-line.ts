import { setImmediate } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { findLanguage } from '../language.ts';
import { describeCommandLine } from './command-line-error.ts';
import { describeFailure, failureDocument, InterruptedError } from './failure.ts';
import { createProgram } from './program.ts';
import { terminalOf } from './terminal.ts';

/**
 * Carries out the command line of a process, and sets its exit code.
 *
 * @param signal aborted when the user stops it, also before this is called
 * @param onOutputLost takes what is to be told where what is written cannot be kept
 */
export async function runCommandLine(
  process: NodeJS.Process,
  signal: AbortSignal,
  onOutputLost: (tell: (error: Error) => void) => void,
): Promise<void> {
  const language = findLanguage(process);
  const terminal = terminalOf(process, language);
  let isOutputLost = false;
  let hasResult = false;

  /** Says an error, unless it is the end that the loss of the output has caused. */
  function fail(error: unknown): void {
    if (isOutputLost) return;
    const failure = describeFailure(error, language);
    terminal.redraw?.('');
    terminal.note(failure.text);
    if (asksForJson(process.argv) && !hasResult) terminal.out(failureDocument(failure));
    process.exitCode = failure.exitCode;
  }

  onOutputLost((error) => {
    fail(error);
    isOutputLost = true;
  });
  // A signal is heard of between two turns of the event loop, and loading the program takes one.
  await setImmediate();
  if (signal.aborted) {
    fail(new InterruptedError(''));
    return;
  }
  const out = (line: string): void => {
    hasResult = true;
    terminal.out(line);
  };
  try {
    await createProgram({ ...terminal, out }, signal).parseAsync();
  } catch (error) {
    // Help and version were asked for and shown.
    const isDone = error instanceof CommanderError && error.exitCode === 0;
    if (!isDone)
      fail(error instanceof CommanderError ? describeCommandLine(error, language) : error);
  }
}

/** Asked of the words themselves: a command line that cannot be parsed has no options. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? undefined : end).includes('--json');
}
