import { Command, Option } from 'commander';
import type { Language } from '../language.ts';
import { readVersion } from '../version.ts';
import type { StudioClient } from './client.ts';
import { deviceTexts } from './device-texts.ts';
import type { GenerateStudio } from './generate.ts';
import { UsageError } from './failure.ts';
import { parseDevice } from './options.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import type { StudioPlace } from './with-studio.ts';

/** What every group of commands is built with. */
export interface Grammar {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Aborted when the user stops the command. */
  readonly signal: AbortSignal;
  readonly say: (typeof texts)['en'];
  /** The data folder and the device that were asked for. */
  place(): StudioPlace;
  /** Adds a command, e.g. `recipe <file>`, to the program or to a group of its commands. */
  command(nameAndArgs: string, about: string, group?: Command): Command;
  /** Runs with a studio of this process. */
  withStudio(use: (studio: GenerateStudio) => Promise<void>): Promise<void>;
  /** Runs with the studio of the data folder, also with one that is open in a browser. */
  withOpenStudio(use: (client: StudioClient) => Promise<void>): Promise<void>;
}

/** The program without its commands. */
export function createGrammar(terminal: Terminal, signal: AbortSignal): Grammar {
  const say = texts[terminal.language];
  const device = deviceTexts[terminal.language];
  const program = createCommand('nishiki', terminal)
    .description(say.program)
    .version(readVersion(), '-V, --version', say.version)
    .addOption(new Option('--data <folder>', say.data))
    .addOption(
      new Option('--device <name>', device.option)
        .env('NISHIKI_DEVICE')
        .argParser((text) => parseDevice(text, device.choices)),
    )
    .addHelpText('after', `\n${say.examples}\n\n${say.exitCodes}`)
    .hook('preAction', (_program, asked) => refuseEmptyPaths(asked, terminal));
  const place = () => program.opts<StudioPlace>();
  return {
    program,
    terminal,
    signal,
    say,
    place,
    command(nameAndArgs, about, group = program) {
      const [name = '', ...args] = nameAndArgs.split(' ');
      const created = createCommand(name, terminal).description(about);
      for (const arg of args) created.argument(arg);
      group.addCommand(created);
      created.addHelpText('after', () => examplesOf(created, say.examples));
      return created;
    },
    // The studio is loaded only by commands that open it: help and complaints come at once.
    async withStudio(use) {
      const opening = await import('./with-studio.ts');
      await opening.withStudio(place(), use);
    },
    async withOpenStudio(use) {
      const opening = await import('./with-open-studio.ts');
      await opening.withOpenStudio(place(), use);
    },
  };
}

/** Those of the program's examples that are of this command and not of one within it, under their heading. */
function examplesOf(command: Command, examples: string): string {
  const path: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) path.unshift(at.name());
  const own = path.join(' ');
  const inner = command.commands.map((child) => `${own} ${child.name()}`);
  const begins = (line: string, words: string): boolean =>
    `${line.trim()} `.startsWith(`${words} `);
  const [heading, ...lines] = examples.split('\n');
  const found = lines.filter(
    (line) => begins(line, own) && !inner.some((words) => begins(line, words)),
  );
  return found.length === 0 ? '' : ['', heading, ...found].join('\n');
}

/** Whether `--json` was given to a command or to the group that it is of. */
export function isJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

const pathName = /^(?:paths?|files?|folder)$/;

/**
 * An empty path would stand for the folder that the shell is in, and mostly is a variable that was not set.
 * @throws UsageError
 */
function refuseEmptyPaths(asked: Command, { language }: Terminal): void {
  const say = texts[language].files;
  for (const [place, argument] of asked.registeredArguments.entries()) {
    const values = asked.args.slice(place, argument.variadic ? undefined : place + 1);
    const name = argument.name();
    if (pathName.test(name) && values.includes('')) throw new UsageError(say.empty(name));
  }
  for (let at: Command | null = asked; at !== null; at = at.parent) {
    const given = at.opts<Record<string, unknown>>();
    for (const option of at.options) {
      const isPath = /<(?:file|folder|path)>$/.test(option.flags);
      if (isPath && given[option.attributeName()] === '')
        throw new UsageError(say.empty(option.flags));
    }
  }
}

/** A command that throws where commander would exit, whose help speaks the user's language. */
function createCommand(name: string, { language }: Terminal): Command {
  const say = texts[language];
  const titles: Record<string, string> = {
    'Usage:': say.usage,
    'Commands:': say.commands,
    'Options:': say.options,
    'Global Options:': say.globalOptions,
    'Arguments:': say.arguments,
  };
  return new Command(name)
    .helpOption('-h, --help', say.help)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) => describeOption(option, language),
    });
}

/** What an option is for, which values it takes, what it is when it is left out, and the variable that stands for it. */
function describeOption(
  { description, argChoices, defaultValue, defaultValueDescription, envVar, negate }: Option,
  language: Language,
): string {
  const say = texts[language];
  const usual = defaultValueDescription ?? (negate ? undefined : (defaultValue as unknown));
  const facts = [
    ...(argChoices ? [say.choices(argChoices)] : []),
    ...(usual === undefined ? [] : [say.leftOut(String(usual))]),
    ...(envVar === undefined ? [] : [say.variable(envVar)]),
  ];
  return [description, ...facts].join(language === 'ja' ? '' : ' ');
}
