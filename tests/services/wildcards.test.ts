import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { settlePrompts } from '../../electron/services/settle-prompts.ts';
import { createWildcards } from '../../electron/services/wildcards.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const weighted = { promptSyntax: 'weighted' } as const;

function wildcardsOf(files: Record<string, string | Buffer>, own: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const folders = { own: join(folder, 'own'), user: join(folder, 'user') };
  const write = (root: string, all: Record<string, string | Buffer>): void => {
    for (const [name, content] of Object.entries(all)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
  };
  write(folders.own, own);
  write(folders.user, files);
  return { ...createWildcards(folders), folder: folders.user };
}

test('a name stands for the lines of its file, in folders and by stars', () => {
  const { linesFor } = wildcardsOf({
    '色.txt': '赤\n青\r\n緑',
    '花/春.txt': '桜\n',
    '花/夏.txt': '朝顔\n',
    '花/海外/春.txt': 'チューリップ',
    'README.md': '# not a wildcard',
  });
  const lines = linesFor('ja');
  assert.deepEqual(lines('色'), ['赤', '青', '緑']);
  assert.deepEqual(lines('花/春'), ['桜', '']);
  assert.deepEqual(lines('花/*')?.filter(Boolean), ['朝顔', '桜']);
  assert.deepEqual(lines('花/**')?.filter(Boolean).length, 3);
  assert.deepEqual(lines('*'), ['赤', '青', '緑']);
  assert.equal(lines('README'), undefined);
  assert.equal(lines('../user/色'), undefined, 'names are looked up, never joined to a path');
});

test('files of a Mac and of an older Japanese editor are found and read', () => {
  const { linesFor } = wildcardsOf({
    ['がく'.normalize('NFD') + '.txt']: '額',
    // 「桜」 and 「梅」 in Shift_JIS.
    '花.txt': Buffer.from([0x8d, 0xf7, 0x0a, 0x94, 0x7e]),
    '印.txt': '\uFEFF印',
  });
  assert.deepEqual(linesFor('ja')('がく'), ['額']);
  assert.deepEqual(linesFor('ja')('花'), ['桜', '梅']);
  assert.deepEqual(
    linesFor('ja')('印'),
    ['印'],
    'without the mark that Notepad begins a file with',
  );
});

test('both arms of a pair draw the same line, each in its language', () => {
  const { linesFor } = wildcardsOf({
    '花.txt': '桜\n梅\n藤\n菊',
    '花.en.txt': 'cherry\nplum\nwisteria\nchrysanthemum',
  });
  const pairs = new Map([
    ['桜', 'cherry'],
    ['梅', 'plum'],
    ['藤', 'wisteria'],
    ['菊', 'chrysanthemum'],
  ]);
  const drawn = new Set<string>();
  for (let seed = 0; seed < 40; seed++) {
    const settle = (kind: 'ja' | 'en' | 'en-raw') =>
      settlePrompts(
        { prompt: '__花__', negativePrompt: '' },
        String(seed),
        weighted,
        linesFor(kind),
      ).prompt;
    assert.equal(settle('en'), pairs.get(settle('ja')));
    assert.equal(settle('en-raw'), settle('ja'), 'the untranslated prompt is Japanese');
    drawn.add(settle('ja'));
  }
  assert.equal(drawn.size, 4);
});

test('a user’s file takes the place of the studio’s; the list says which is whose', () => {
  const { list, linesFor, folder } = wildcardsOf(
    { '色.txt': '# 注\n朱\n\n藍\n', '人/職業.txt': '大工' },
    { '色.txt': '赤', '色.en.txt': 'red', '花.txt': '桜\n梅' },
  );
  assert.deepEqual(linesFor('ja')('色'), ['# 注', '朱', '', '藍', '']);
  assert.deepEqual(list(), {
    folder,
    wildcards: [
      { name: '色', options: 2, example: '朱', english: true, own: false },
      { name: '人/職業', options: 1, example: '大工', english: false, own: false },
      { name: '花', options: 2, example: '桜', english: false, own: true },
    ].toSorted((a, b) => Number(a.own) - Number(b.own) || a.name.localeCompare(b.name, 'ja')),
  });
});

test('a changed file counts at the next look; a monstrous one is refused by name', () => {
  const { linesFor, list, folder } = wildcardsOf({ '色.txt': '赤' });
  assert.deepEqual(linesFor('ja')('色'), ['赤']);
  writeFileSync(join(folder, '色.txt'), '青');
  assert.deepEqual(linesFor('ja')('色'), ['青']);
  writeFileSync(join(folder, '大.txt'), 'あ'.repeat(2_000_000));
  assert.throws(() => linesFor('ja')('大'), { name: 'PromptError', code: 'unreadable-wildcard' });
  assert.equal(list().wildcards.find(({ name }) => name === '大')?.options, 0);
});

test('there need be no folder', () => {
  const folder = temporaryFolder();
  const { linesFor, list } = createWildcards({ own: join(folder, 'a'), user: join(folder, 'b') });
  assert.equal(linesFor('ja')('色'), undefined);
  assert.deepEqual(list().wildcards, []);
});

test('every list that comes with the studio has the same lines in English, and no line twice', () => {
  const folder = join(resources, 'wildcards');
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  assert.ok(names.length >= 20);
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  for (const name of names) assert.equal(new Set(lines(name)).size, lines(name).length, name);
  for (const name of names.filter((one) => !one.endsWith('.en.txt'))) {
    assert.equal(lines(name.replace('.txt', '.en.txt')).length, lines(name).length, name);
  }
});
