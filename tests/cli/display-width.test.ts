import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutToWidth, displayWidth, padToWidth } from '../../electron/cli/display-width.ts';

const widths: readonly (readonly [string, number])[] = [
  ['', 0],
  ['abc', 3],
  ['錦', 2],
  ['サラリーマン', 12],
  ['ｻﾗﾘｰﾏﾝ', 6],
  ['Ａ１', 4],
  ['▁油', 3],
  ['か\u3099', 2],
  ['e\u0301', 1],
  ['🍋', 2],
  ['👨‍👩‍👧', 2],
  ['𠮷', 2],
  ['ãĥ©</w>', 7],
];

test('counts the columns a terminal needs', () => {
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, text);
});

test('fills up to a width and never cuts', () => {
  assert.equal(padToWidth('油', 5), '油   ');
  assert.equal(padToWidth('サラリーマン', 5), 'サラリーマン');
});

test('cuts to a width, never through a character', () => {
  assert.equal(cutToWidth('サラリーマン', 5), 'サラ');
  assert.equal(cutToWidth('か\u3099ぎ', 3), 'か\u3099');
  assert.equal(cutToWidth('abc', 3), 'abc');
  assert.equal(cutToWidth('👨‍👩‍👧', 1), '');
});
