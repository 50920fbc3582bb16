#!/usr/bin/env node
import { CommanderError } from 'commander';
import { findLanguage } from '../language.ts';
import { describeFailure, failureDocument } from './failure.ts';
import { describeCommandLine } from './command-line-error.ts';
import { interruptSignal } from './interrupt.ts';
import { createProgram } from './program.ts';
import { terminalOf } from './terminal.ts';

const language = findLanguage(process);
const terminal = terminalOf(process, language);
let isOutputLost = false;
let hasResult = false;

function out(line: string): void {
  hasResult = true;
  terminal.out(line);
}

const signal = interruptSignal((error) => {
  fail(error);
  isOutputLost = true;
});

try {
  await createProgram({ ...terminal, out }, signal).parseAsync();
} catch (error) {
  // Help and version were asked for and shown.
  const isDone = error instanceof CommanderError && error.exitCode === 0;
  if (!isDone) fail(error instanceof CommanderError ? describeCommandLine(error, language) : error);
}

/** Says an error, unless it is the end that the loss of the output has caused. */
function fail(error: unknown): void {
  if (isOutputLost) return;
  const failure = describeFailure(error, language);
  terminal.redraw?.('');
  terminal.note(failure.text);
  if (asksForJson(process.argv) && !hasResult) terminal.out(failureDocument(failure));
  process.exitCode = failure.exitCode;
}

/** Asked of the words themselves: a command line that cannot be parsed has no options. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? undefined : end).includes('--json');
}
