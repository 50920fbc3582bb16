#!/usr/bin/env node
import { CommanderError } from 'commander';
import { findLanguage } from '../language.ts';
import { describeFailure } from './failure.ts';
import { describeCommandLine } from './command-line-error.ts';
import { interruptSignal } from './interrupt.ts';
import { createProgram } from './program.ts';
import { terminalOf } from './terminal.ts';

const language = findLanguage(process);
const terminal = terminalOf(process, language);
let isOutputLost = false;

const signal = interruptSignal((error) => {
  fail(error);
  isOutputLost = true;
});

try {
  await createProgram(terminal, signal).parseAsync();
} catch (error) {
  // Help and version were asked for and shown.
  const isDone = error instanceof CommanderError && error.exitCode === 0;
  if (!isDone) fail(error instanceof CommanderError ? describeCommandLine(error, language) : error);
}

/** Says an error, unless it is the end that the loss of the output has caused. */
function fail(error: unknown): void {
  if (isOutputLost) return;
  const { text, exitCode } = describeFailure(error, language);
  terminal.redraw?.('');
  terminal.note(text);
  process.exitCode = exitCode;
}
