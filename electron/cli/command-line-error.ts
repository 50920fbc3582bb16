import type { CommanderError } from 'commander';
import type { Language } from '../language.ts';
import { UsageError } from './failure.ts';
import { texts } from './texts.ts';

/** The command line parser's complaint in the user's language. */
export function describeCommandLine(error: CommanderError, language: Language): UsageError {
  const say = texts[language].commandLine;
  // The parser names what it complains about in quotes; its own reason for a value follows the last full stop.
  const what = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const line = {
    'commander.unknownOption': say.unknownOption(what),
    'commander.unknownCommand': say.unknownCommand(what),
    'commander.missingArgument': say.missing(what),
    'commander.optionMissingArgument': say.missing(what),
    'commander.missingMandatoryOptionValue': say.missing(what),
    'commander.invalidArgument': say.invalid(
      `${what} ${error.message.split(' is invalid. ')[1] ?? ''}`,
    ),
    'commander.excessArguments': say.excess,
    'commander.help': '',
  }[error.code];
  return new UsageError([line ?? error.message, say.seeHelp].filter(Boolean).join('\n'));
}
