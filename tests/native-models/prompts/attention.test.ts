import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAttention } from '../../../native-models/prompts/attention.ts';
import type { SyntaxOptions } from '../../../native-models/prompts/full-width-syntax.ts';
import { PromptError } from '../../../native-models/prompts/prompt-error.ts';
import { alignText } from '../../../native-models/tokenizers/aligned-text.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { readGoldenCases } from './golden.ts';

/** As the reference writes it: `[text, weight]`, `['BREAK', weight]`. */
function read(prompt: string, options?: SyntaxOptions): [string, number][] {
  return parseAttention(alignText(prompt), options).map((part) => [
    part.kind === 'text' ? part.text.text : 'BREAK',
    part.weight,
  ]);
}

function isInvalidWeight(error: unknown): boolean {
  return error instanceof PromptError && error.code === 'invalid-weight';
}

describe('weights', () => {
  const tenth = 1 / 1.1;
  const rows: [prompt: string, parts: [string, number][]][] = [
    ['', [['', 1]]],
    [
      'a (b:1.3) [c]',
      [
        ['a ', 1],
        ['b', 1.3],
        [' ', 1],
        ['c', tenth],
      ],
    ],
    [
      '((a) b',
      [
        ['a', 1.1 * 1.1],
        [' b', 1.1],
      ],
    ],
    ['([a])', [['a', 1]]],
    [
      '(a]b[c)',
      [
        ['a]b', 1.1],
        ['c', 1.1 * tenth],
      ],
    ],
    ['\\(a\\) \\b\\', [['(a) b', 1]]],
    [
      'a  BREAK\n b',
      [
        ['a', 1],
        ['BREAK', -1],
        ['b', 1],
      ],
    ],
    ['aBREAK 猫BREAK犬', [['aBREAK 猫BREAK犬', 1]]],
    [
      'a BREAK BREAK',
      [
        ['a', 1],
        ['BREAK', -1],
        ['', 1],
        ['BREAK', -1],
        ['', 1],
      ],
    ],
  ];
  for (const [prompt, parts] of rows) {
    test(`${JSON.stringify(prompt)} → ${JSON.stringify(parts)}`, () => {
      assert.deepEqual(read(prompt), parts);
    });
  }

  test('a weight that is no number is an error that says where', () => {
    assert.throws(
      () => read('猫 (犬:1.2.3)'),
      (error) => isInvalidWeight(error) && (error as PromptError).position === 4,
    );
    assert.throws(() => read('(a:.)'), isInvalidWeight);
  });
});

describe('full-width syntax', () => {
  const tenth = 1 / 1.1;
  const rows: [prompt: string, parts: [string, number][]][] = [
    ['（猫：１．３）', [['猫', 1.3]]],
    [
      '（猫:1.3)、（犬）',
      [
        ['猫', 1.3],
        ['、', 1],
        ['犬', 1.1],
      ],
    ],
    ['［語］', [['語', tenth]]],
    ['(語：−０．５）', [['語', -0.5]]],
    ['（１２３：＋２）', [['１２３', 2]]],
    ['＼（猫＼）と\\（犬）', [['（猫）と（犬）', 1]]],
    ['（猫：　１．３　）', [['猫', 1.3]]],
    [
      '猫　ＢＲＥＡＫ　犬',
      [
        ['猫', 1],
        ['BREAK', -1],
        ['犬', 1],
      ],
    ],
    ['ＡＢＣ：（）', [['ＡＢＣ：', 1]]],
  ];
  for (const [prompt, parts] of rows) {
    test(`${prompt} → ${JSON.stringify(parts)}`, () => {
      assert.deepEqual(read(prompt), parts);
    });
  }

  test('is text where the reference’s reading is asked for', () => {
    assert.deepEqual(read('（猫：１．３）', { fullWidth: false }), [['（猫：１．３）', 1]]);
  });

  test('what is enclosed keeps its place in the prompt', () => {
    const parts = parseAttention(alignText('😀（猫：１．３）＼（犬'));
    assert.deepEqual(
      parts.map(
        (part) => part.kind === 'text' && [part.text.text, part.text.starts, part.text.ends],
      ),
      [
        ['😀', [0, 0], [2, 2]],
        ['猫', [3], [4]],
        ['（犬', [10, 11], [11, 12]],
      ],
    );
  });
});

describe('stable-diffusion-webui 1.9.4, parse_prompt_attention', skipWithoutReference, () => {
  interface Row {
    prompt: string;
    result?: [string, number][];
    error?: string;
  }
  const cases = skipWithoutReference.skip ? [] : readGoldenCases<Row>('attention.json');

  test('all 80 rows of attention.json', () => {
    for (const { prompt, result } of cases) {
      if (result) assert.deepEqual(read(prompt, { fullWidth: false }), result, prompt);
      else assert.throws(() => read(prompt, { fullWidth: false }), isInvalidWeight);
    }
    assert.equal(cases.length, 80);
  });

  test('full-width syntax changes those rows only that have some', () => {
    const changed = cases.filter(
      ({ prompt, result }) => result && JSON.stringify(read(prompt)) !== JSON.stringify(result),
    );
    assert.deepEqual(
      changed.map(({ prompt }) => prompt),
      ['（猫：1.3）', '(a:１．３)'],
    );
  });
});

test('200 brackets in each other are read, and thousands beside each other; 201 are a mistake', () => {
  assert.deepEqual(read('('.repeat(200)), [['', 1]]);
  assert.deepEqual(read('(a)'.repeat(7000)), [['a'.repeat(7000), 1.1]]);
  assert.equal(read('[a'.repeat(100) + '(b'.repeat(100)).length, 200);
  for (const prompt of ['('.repeat(20_000), '［a'.repeat(5000), '[('.repeat(101)]) {
    assert.throws(() => read(prompt), { name: 'PromptError', code: 'recursion-too-deep' });
  }
});

test('weights beyond all numbers are refused', () => {
  assert.throws(
    () => read(`${'('.repeat(50)}a${':9e9)'.replace('e9', '9'.repeat(9)).repeat(50)}`),
    isInvalidWeight,
  );
});
