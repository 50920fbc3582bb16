import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layFigure, wrapText } from '../../renderer/ui/lay-figure.ts';

/** Every character as wide as its size. */
const measure = (text: string, size: number) => [...text].length * size;

const wrapped: [string, string, number, string[]][] = [
  ['between Japanese words', '猫とサラリーマン', 6, ['猫と', 'サラリーマン']],
  ['between English words, without the space', 'red fox runs', 7, ['red fox', 'runs']],
  ['within a word that is wider than the line', 'aaaaaaa', 3, ['aaa', 'aaa', 'a']],
  ['where the text itself does', '朝\n夜', 9, ['朝', '夜']],
];
for (const [how, text, room, lines] of wrapped) {
  test(`a figure’s text breaks ${how}`, () => {
    assert.deepEqual(
      wrapText(text, room, (part) => [...part].length),
      lines,
    );
  });
}

test('a figure has its pictures at their own size, sheet below sheet, and its words beside them', () => {
  const columns = [{ text: '1' }, { text: '2', colour: '#c8361d', words: '猫' }];
  const sheet = { title: '夜', columns, rows: ['a', 'b', 'c'] };
  const picture = { width: 256, height: 128 };
  const laid = layFigure({ title: '題', note: '', picture, sheets: [sheet, sheet] }, measure);
  assert.deepEqual(laid.cell, picture);
  assert.equal(laid.pictures.length, 12);
  for (const [index, { x, y }] of laid.pictures.entries()) {
    assert.ok(x >= 0 && x + 256 <= laid.width && y >= 0 && y + 128 <= laid.height);
    const below = laid.pictures[index + 2];
    if (below) assert.ok(below.y >= y + 128);
  }
  for (const { lines, y, lineHeight } of laid.texts) {
    const bottom = y + lines.length * lineHeight;
    assert.ok(bottom <= laid.height);
  }
  assert.equal(laid.lines.length, 2);
});

test('a figure of very many pictures stays within what a canvas may be', () => {
  const columns = Array.from({ length: 50 }, (_, index) => ({ text: String(index) }));
  const rows = Array.from({ length: 40 }, (_, index) => String(index));
  const laid = layFigure(
    {
      title: '',
      note: '',
      picture: { width: 768, height: 1024 },
      sheets: [{ title: '', columns, rows }],
    },
    measure,
  );
  assert.ok(laid.width <= 16_384 && laid.height <= 16_384);
  assert.ok(laid.width * laid.height <= 268_000_000);
});
