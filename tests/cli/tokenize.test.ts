import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Token } from '../../electron/api/contract/tokens.ts';
import { displayWidth } from '../../electron/cli/display-width.ts';
import { drawTokenisation } from '../../electron/cli/tokenize.ts';

const plain = { columns: 60, colour: false, language: 'en' } as const;
const model = { name: { ja: '日本語', en: 'Japanese' } };

function token(piece: string, id: number, more: Partial<Token> = {}): Token {
  return { piece, id, unknown: false, start: null, end: null, suggestions: [], ...more };
}

function draw(
  tokens: Token[],
  usable = 76,
  terminal: Parameters<typeof drawTokenisation>[2] = plain,
) {
  return drawTokenisation(
    { tokenizer: 'sentencepiece', modelId: 'm', tokens, usable },
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

test('long texts are wrapped within the terminal’s width', () => {
  const lines = draw(Array.from({ length: 60 }, (_, index) => token('油', 1000 + index)));
  assert.ok(lines.length > 10);
  for (const line of lines) assert.ok(displayWidth(line) <= 60, line);
});

test('no text has no pieces', () => {
  assert.deepEqual(draw([]), ['Japanese  SentencePiece  0 of 76 pieces', '']);
});
