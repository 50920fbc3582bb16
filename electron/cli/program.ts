import type { Command } from 'commander';
import { addAdditionCommands } from './addition-commands.ts';
import { addDeviceCommands } from './device-commands.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addGenerateCommands } from './generate-commands.ts';
import { createGrammar } from './grammar.ts';
import { addModelCommands } from './model-commands.ts';
import { addPackCommands } from './pack-commands.ts';
import { addPictureCommands } from './picture-commands.ts';
import { addQueueCommands } from './queue-commands.ts';
import { addScoreCommands } from './score-commands.ts';
import { addStyleCommands } from './style-commands.ts';
import { addStudioCommands } from './studio-commands.ts';
import type { Terminal } from './terminal.ts';

/**
 * The command line's grammar. Every action runs with the user's terminal and stops in order when `signal` aborts.
 * Parsing throws CommanderError, the actions what their own functions throw.
 */
export function createProgram(terminal: Terminal, signal: AbortSignal): Command {
  const grammar = createGrammar(terminal, signal);
  // In the order of the help.
  addGenerateCommands(grammar);
  addStyleCommands(grammar);
  addModelCommands(grammar);
  addAdditionCommands(grammar);
  addPackCommands(grammar);
  addScoreCommands(grammar);
  addDeviceCommands(grammar);
  addDoctorCommand(grammar);
  addPictureCommands(grammar);
  addQueueCommands(grammar);
  addStudioCommands(grammar);
  return grammar.program;
}
