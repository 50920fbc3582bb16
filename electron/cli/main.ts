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

try {
  await createProgram(terminal, interruptSignal()).parseAsync();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) {
    // Help and version were asked for and shown.
  } else {
    const known = error instanceof CommanderError ? describeCommandLine(error, language) : error;
    const { text, exitCode } = describeFailure(known, language);
    terminal.redraw?.('');
    terminal.note(text);
    process.exitCode = exitCode;
  }
}
