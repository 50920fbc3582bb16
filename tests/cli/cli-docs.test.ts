import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../../electron/cli/failure.ts';
import { generationTexts } from '../../electron/cli/generation-texts.ts';
import { libraryTexts } from '../../electron/cli/library-texts.ts';
import { programTexts } from '../../electron/cli/program-texts.ts';
import { studioTexts } from '../../electron/cli/studio-texts.ts';
import { texts } from '../../electron/cli/texts.ts';
import { describeCommands, grammarOf, listCommands } from './describe-commands.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const languages = ['en', 'ja'] as const;

test('docs/cli.md and docs/cli.ja.md are what the help says: node tests/cli/write-docs.ts', () => {
  const read = (name: string) => readFileSync(join(docs, name), 'utf8');
  assert.equal(read('cli.md'), describeCommands('en'));
  assert.equal(read('cli.ja.md'), describeCommands('ja'));
});

test('every command and option is described in both languages, each in its own', () => {
  const faults = languages.flatMap((language) =>
    listCommands(grammarOf(language)).flatMap(({ path, command }) => {
      const described: [string, string][] = [
        [path, command.description()],
        ...command.options.map(({ flags, description }): [string, string] => [
          `${path} ${flags}`,
          description,
        ]),
      ];
      return described
        .filter(([, text]) => text === '' || isJapanese(text) !== (language === 'ja'))
        .map(([what]) => `${language}: ${what}`);
    }),
  );
  assert.deepEqual(faults, []);
});

test('the help lists every exit code, in both languages', () => {
  for (const language of languages) {
    const listed = [...texts[language].exitCodes.matchAll(/^ +(\d+) /gm)].map(([, code]) =>
      Number(code),
    );
    assert.deepEqual(listed, Object.values(exitCodes), language);
  }
});

test('no word is in two groups of words', () => {
  const groups = [programTexts, generationTexts, libraryTexts, studioTexts];
  const names = groups.flatMap((group) => Object.keys(group.en));
  assert.deepEqual(names.toSorted(), Object.keys(texts.en).toSorted());
});

/** A sampler's or a file's name alone is no language. */
function isJapanese(text: string): boolean {
  return /[ぁ-ヿ一-鿿]/.test(text);
}
