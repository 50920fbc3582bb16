import type { Argument, Command, Option } from 'commander';
import { createProgram } from '../../electron/cli/program.ts';
import { texts } from '../../electron/cli/texts.ts';
import type { Language } from '../../electron/language.ts';

const words = {
  en: {
    title: 'Command line',
    note: 'Japanese: [cli.ja.md](cli.ja.md). In a checkout, `npm run nishiki -- <command>`. Written by `node tests/cli/write-docs.ts` from what `nishiki <command> --help` says.',
    everywhere: 'Everywhere',
    choices: 'one of',
    default: 'default',
    needed: 'needed',
  },
  ja: {
    title: 'コマンドライン',
    note: 'English: [cli.md](cli.md)。リポジトリの中では `npm run nishiki -- <コマンド>`。`nishiki <コマンド> --help` の内容から `node tests/cli/write-docs.ts` で書き出したものです。',
    everywhere: '共通',
    choices: '次のどれか',
    default: '既定',
    needed: '必須',
  },
} satisfies Record<Language, Record<string, string>>;

/** The command line's grammar without a terminal: nothing in it is run. */
export function grammarOf(language: Language): Command {
  const nowhere = () => {};
  const terminal = {
    language,
    out: nowhere,
    note: nowhere,
    redraw: null,
    columns: 100,
    colour: false,
  };
  return createProgram(terminal, new AbortController().signal);
}

/** Every command that does something, with the words before its name, in the order of the help. */
export function listCommands(command: Command, path = ''): { path: string; command: Command }[] {
  const here = path === '' ? command.name() : `${path} ${command.name()}`;
  const inner = command.commands.flatMap((child) => listCommands(child, here));
  const isGroup = command.commands.length > 0 && command.options.length === 0 && path !== '';
  return path === '' || isGroup ? inner : [{ path: here, command }, ...inner];
}

/** The reference of the command line as Markdown. */
export function describeCommands(language: Language): string {
  const say = words[language];
  const { examples, exitCodes } = texts[language];
  const program = grammarOf(language);
  const sections = listCommands(program).map(({ path, command }) =>
    [
      `## \`${[path, ...command.registeredArguments.map(argumentWord)].join(' ')}\``,
      `${command.description()}${language === 'ja' ? '。' : '.'}`,
      optionTable(command.options, language),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  return [
    `# ${say.title}`,
    say.note,
    ...sections,
    `## ${say.everywhere}`,
    optionTable(program.options, language),
    '```\n' + exitCodes + '\n```',
    '```\n' + examples + '\n```',
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function argumentWord(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function optionTable(options: readonly Option[], language: Language): string {
  if (options.length === 0) return '';
  const rows = options.map(
    (option) => `| \`${option.flags}\` | ${optionWords(option, language)} |`,
  );
  return ['| | |', '|---|---|', ...rows].join('\n');
}

function optionWords(option: Option, language: Language): string {
  const say = words[language];
  const { description, argChoices, mandatory, negate, defaultValue, defaultValueDescription } =
    option;
  const notes = [
    argChoices ? `${say.choices}: ${argChoices.join(', ')}` : '',
    mandatory ? say.needed : '',
    defaultValue === undefined || negate
      ? ''
      : `${say.default}: ${defaultValueDescription ?? String(defaultValue)}`,
  ].filter((note) => note !== '');
  const text = [
    description,
    ...notes.map((note) => (language === 'ja' ? `（${note}）` : ` (${note})`)),
  ];
  return text.join('').replaceAll('|', '\\|');
}
