import type { CommanderError } from 'commander';
import type { Language } from '../language.ts';
import { UsageError } from './failure.ts';
import { texts } from './texts.ts';

/** The command line parser's complaint in the user's language. */
export function describeCommandLine(error: CommanderError, language: Language): UsageError {
  const say = texts[language].commandLine;
  const what = quoted(error.message);
  const line = {
    'commander.unknownOption': `${say.unknownOption(what)}${say.afterDashes}`,
    'commander.unknownCommand': say.unknownCommand(what),
    'commander.missingArgument': say.missing(what),
    'commander.optionMissingArgument': say.missing(what),
    'commander.missingMandatoryOptionValue': say.missing(what),
    'commander.invalidArgument': describeInvalid(error.message, language),
    'commander.excessArguments': say.excess(what),
    'commander.help': '',
  }[error.code];
  return new UsageError([line ?? error.message, say.seeHelp].filter(Boolean).join('\n'));
}

/** The parser names what it complains about in quotes. */
function quoted(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? '';
}

/** A value's own complaint follows what the parser says of it: `… is invalid. …`, `… is invalid for argument 'name'. …`. */
function describeInvalid(message: string, language: Language): string {
  const say = texts[language].commandLine;
  const [, argument, reason = ''] =
    / is invalid(?: for argument '([^']*)')?\. (.*)$/s.exec(message) ?? [];
  const what = argument ?? quoted(message);
  const choices = /^Allowed choices are (.*)\.$/.exec(reason)?.[1];
  return choices === undefined ? say.invalid(`${what} ${reason}`) : say.notAmong(what, choices);
}
