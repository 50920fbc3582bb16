import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodes } from '../../electron/cli/failure.ts';
import { commandLine } from '../helpers/command-line.ts';
import { grammarOf, listCommands } from './describe-commands.ts';

const { run } = commandLine();
const japanese = { env: { LC_ALL: 'ja_JP.UTF-8' } };

test('help shows examples and exit codes in both languages', async () => {
  const english = await run(['--help']);
  const inJapanese = await run(['--help'], japanese);
  assert.equal(english.code, exitCodes.ok);
  for (const { out } of [english, inJapanese]) {
    assert.match(out, /nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out\//);
    for (const code of Object.values(exitCodes)) assert.match(out, new RegExp(`^  ${code} `, 'm'));
  }
  assert.match(inJapanese.out, /終了コード/);
});

test('of a command shows its own examples, in both languages', () => {
  for (const language of ['en', 'ja'] as const) {
    const commands = new Map(
      listCommands(grammarOf(language)).map(({ path, command }) => [path, command]),
    );
    const examplesIn = (path: string): string[] => {
      let help = '';
      const command = commands.get(path) ?? assert.fail(path);
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      const [, examples = ''] = help.split(/^(?:Examples|例):$/m);
      return examples.split('\n').flatMap((line) => line.trim() || []);
    };
    for (const name of 'generate tokenize import score doctor bench'.split(' ')) {
      const examples = examplesIn(`nishiki ${name}`);
      assert.ok(examples.length > 0, name);
      assert.ok(
        examples.every((line) => `${line} `.startsWith(`nishiki ${name} `)),
        name,
      );
    }
    assert.equal(examplesIn('nishiki models').length, 6);
    for (const name of ['models download', 'watermark embed', 'watermark read'])
      assert.equal(examplesIn(`nishiki ${name}`).length, 1, name);
  }
});

test('of a group and of an option help says all in the user’s language', async () => {
  const group = await run(['devices', 'install', '--help'], japanese);
  assert.match(group.out, /^ {2}cuda \[options\] /m);
  assert.doesNotMatch(group.out, /display help|Commands|Options/);
  const { out } = await run(['export', '--help'], japanese);
  assert.match(out, /（png、jpeg、webp、avif）（省略時: png）/);
  assert.doesNotMatch(out, /default|choices|env:/);
  assert.match(
    (await run(['export', '--help'])).out,
    /\(png, jpeg, webp, avif\) \(left\s+out: png\)/,
  );
});
