import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitComposable } from '../../../native-models/prompts/composable.ts';
import { alignText } from '../../../native-models/tokenizers/aligned-text.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { readGoldenCases } from './golden.ts';

function read(prompt: string): [string, number][] {
  return splitComposable(alignText(prompt)).map(({ text, weight }) => [text.text, weight]);
}

describe('composable prompts', () => {
  const rows: [prompt: string, prompts: [string, number][]][] = [
    [
      'a :1.2 AND b :-.8 ',
      [
        ['a', 1.2],
        [' b', -0.8],
      ],
    ],
    [
      '猫：０．７　ＡＮＤ　犬：２',
      [
        ['猫', 0.7],
        ['　犬', 2],
      ],
    ],
    [
      'AND',
      [
        ['', 1],
        ['', 1],
      ],
    ],
    ['猫AND犬', [['猫AND犬', 1]]],
    [
      'a:b AND c:1:2',
      [
        ['a:b', 1],
        [' c:1', 2],
      ],
    ],
    ['at 10:30', [['at 10:30', 1]]],
    [
      '(a AND b)',
      [
        ['(a', 1],
        [' b)', 1],
      ],
    ],
  ];
  for (const [prompt, prompts] of rows) {
    test(`${JSON.stringify(prompt)} → ${JSON.stringify(prompts)}`, () => {
      assert.deepEqual(read(prompt), prompts);
    });
  }

  test('texts keep their places in the prompt', () => {
    const [, second] = splitComposable(alignText('a AND b:2'));
    assert.deepEqual(second?.text.starts, [5, 6]);
  });

  test('stable-diffusion-webui 1.9.4: all 13 rows of multicond.json', skipWithoutReference, () => {
    const cases = readGoldenCases<{
      prompt: string;
      result: { flat: string[]; indexes: [[number, number][]] };
    }>('multicond.json');
    for (const { prompt, result } of cases) {
      const expected = result.indexes[0].map(([index, weight]) => [result.flat[index], weight]);
      assert.deepEqual(read(prompt), expected, prompt);
    }
    assert.equal(cases.length, 13);
  });
});
