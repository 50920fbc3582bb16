import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Token } from '../../electron/api/contract/tokens.ts';
import { displayWidth } from '../../electron/cli/display-width.ts';
import { createProgram } from '../../electron/cli/program.ts';
import { drawTokenisation } from '../../electron/cli/tokenize.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeEmbedding } from '../helpers/write-embedding.ts';

const data = temporaryFolder();

/** What `nishiki tokenize` writes to stdout. */
async function tokenize(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  const terminal = { ...plain, redraw: null, out, note: () => {} };
  const program = createProgram(terminal, new AbortController().signal);
  await program.parseAsync(['--data', data, 'tokenize', ...args], { from: 'user' });
  return lines.join('\n');
}

const plain = { columns: 60, colour: false, language: 'en' } as const;
const model = { name: { ja: '日本語', en: 'Japanese' } };

function token(piece: string, id: number, more: Partial<Token> = {}): Token {
  return {
    piece,
    id,
    unknown: false,
    start: null,
    end: null,
    suggestions: [],
    learned: null,
    ...more,
  };
}

function draw(
  tokens: Token[],
  usable = 76,
  terminal: Parameters<typeof drawTokenisation>[2] = plain,
) {
  return drawTokenisation(
    { tokenizer: 'sentencepiece', modelId: 'm', tokens, usable, unusable: [] },
    model,
    terminal,
  );
}

test('ids stand under their pieces, whatever the pieces’ widths', () => {
  const [title, pieces = '', ids = ''] = draw([
    token('▁', 7),
    token('サラリーマン', 150),
    token('油', 1168),
  ]);
  assert.equal(title, 'Japanese  SentencePiece  3 of 76 pieces');
  for (const [piece, id] of [
    ['▁', '7'],
    ['サラリーマン', '150'],
    ['油', '1168'],
  ] as const) {
    const before = pieces.slice(0, pieces.indexOf(piece));
    assert.equal(displayWidth(before), ids.indexOf(id), piece);
  }
});

test('unknown pieces are marked in text, counted, and come with spellings that are known', () => {
  const lines = draw([
    token('麵', 0, { unknown: true, suggestions: ['麺', 'めん'] }),
    token('を', 9),
  ]);
  assert.match(lines[1] ?? '', /\?麵\?/);
  assert.ok(lines.some((line) => line.includes('1 unknown piece')));
  assert.ok(lines.some((line) => line.includes('麵 → 麺 / めん')));
});

test('pieces beyond the limit are marked and counted', () => {
  const lines = draw([token('a', 1), token('b', 2), token('c', 3)], 2);
  assert.match(lines[1] ?? '', /a +b +\(c\)/);
  assert.ok(lines.some((line) => line.includes('1 piece beyond the limit')));
});

test('a learned word is one piece with the number of its tokens', () => {
  const word = (id: number) => token('墨絵', id, { learned: 3 });
  const both = [token('猫', 1), ...[7, 8, 9].map(word), ...[7, 8, 9].map(word)];
  const [title, pieces, ids, note] = draw(both);
  assert.match(title ?? '', /7 of 76 pieces/);
  assert.match(pieces ?? '', /^ {2}猫 +«墨絵»×3 +«墨絵»×3$/);
  assert.match(ids ?? '', /^ {2}1 +7–9 +7–9$/);
  assert.match(note ?? '', /learned word/);
  const cut = draw(both, 6);
  assert.match(cut[1] ?? '', /«墨絵»×3 +\(«墨絵»×3\)$/, 'read in part is not read');
});

test('tokenize --embedding counts the word’s vectors in both readings, and names files of no use', async () => {
  const file = await writeEmbedding('墨絵', { count: 4, width: 64 });
  const other = await writeEmbedding('other', { count: 4, width: 32 });
  const shown = await tokenize('猫、墨絵', '--embedding', file, '--embedding', other);
  assert.equal(shown.match(/«墨絵»×4/g)?.length, 2);
  assert.match(shown, /7387–7390/);
  assert.equal(shown.match(/other\.safetensors cannot be used with this model/g)?.length, 2);
  const json = await tokenize('猫、雨', '--embedding', `雨=${file}`, '--json');
  const read = JSON.parse(json) as { tokens: Token[] }[];
  assert.deepEqual(
    read.map(({ tokens }) => tokens.filter(({ learned }) => learned === 4).length),
    [4, 4],
  );
});

test('long texts are wrapped within the terminal’s width', () => {
  const lines = draw(Array.from({ length: 60 }, (_, index) => token('油', 1000 + index)));
  assert.ok(lines.length > 10);
  for (const line of lines) assert.ok(displayWidth(line) <= 60, line);
});

test('no text has no pieces', () => {
  assert.deepEqual(draw([]), ['Japanese  SentencePiece  0 of 76 pieces', '']);
});
