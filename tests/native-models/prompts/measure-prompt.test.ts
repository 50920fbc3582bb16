import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePrompt } from '../../../native-models/prompts/measure-prompt.ts';
import { letterTokenizer } from './letter-tokenizer.ts';

const rows: [prompt: string, pieces: string, windows: number][] = [
  ['', '', 1],
  ['（猫：１．３）と[犬]', '猫と犬', 1],
  ['[a:bcd:2]', 'bcd', 1],
  ['[ab|c]', 'ab', 1],
  ['a :0.5 AND bcd', ' bcd', 1],
  ['a BREAK b', 'ab', 2],
];
for (const [prompt, pieces, windows] of rows) {
  test(`${prompt} counts ${pieces}`, () => {
    const measured = measurePrompt(prompt, letterTokenizer, { steps: 4 });
    assert.equal(measured.pieces.map(({ piece }) => piece).join(''), pieces);
    assert.equal(measured.windows.length, windows);
  });
}

test('pieces lie where the prompt was typed', () => {
  const { pieces } = measurePrompt('x AND [a:bc:2]', letterTokenizer, { steps: 4 });
  assert.deepEqual(
    pieces.map(({ start }) => start),
    [5, 9, 10],
  );
});
