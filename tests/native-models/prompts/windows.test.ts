import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { PromptError } from '../../../native-models/prompts/prompt-error.ts';
import { layOutWindows, type WindowOptions } from '../../../native-models/prompts/windows.ts';
import { alignText } from '../../../native-models/tokenizers/aligned-text.ts';
import { loadPromptTokenizer } from '../../../native-models/tokenizers/load-prompt-tokenizer.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { letterTokenizer } from './letter-tokenizer.ts';

/** The text in each window. */
function read(prompt: string, options?: WindowOptions): string[] {
  const { windows } = layOutWindows(prompt, letterTokenizer, options);
  return windows.map(({ ids }) => String.fromCodePoint(...ids.filter((id) => id > 3)));
}

const letters = (count: number) => 'a'.repeat(count);

describe('windows of 75', () => {
  const rows: [name: string, prompt: string, windows: string[]][] = [
    ['one, for the empty prompt too', '', ['']],
    ['one, as long as all fits', letters(75), [letters(75)]],
    ['two, from 76 on', letters(76), [letters(75), 'a']],
    ['another, behind BREAK', 'a BREAK b BREAK', ['a', 'b']],
    ['another, behind a BREAK with weight', '(a BREAK b:1.3)', ['a', 'b']],
    ['empty ones between BREAKs', 'BREAK BREAK a', ['', '', 'a']],
    [
      'a phrase moves to the next one whole',
      `${letters(60)},${letters(15)}`,
      [`${letters(60)},`, letters(15)],
    ],
    [
      'a phrase longer than 20 pieces does not',
      `${letters(54)},${letters(21)}`,
      [`${letters(54)},${letters(20)}`, 'a'],
    ],
    ['a comma that does not fit begins the next', `${letters(75)},a`, [letters(75), ',a']],
  ];
  for (const [name, prompt, windows] of rows) {
    test(name, () => assert.deepEqual(read(prompt), windows));
  }

  test('phrases are torn apart where that is asked for', () => {
    const prompt = `${letters(60)},${letters(15)}`;
    assert.deepEqual(read(prompt, { commaBacktrack: 0 }), [prompt.slice(0, 75), 'a']);
  });

  test('weights stand beside ids; specials and padding have weight 1', () => {
    const { windows } = layOutWindows('a(b:1.5)[c]', letterTokenizer);
    assert.deepEqual(windows, [
      {
        ids: [1, 97, 98, 99, 2, ...Array<number>(72).fill(3)],
        weights: [1, 1, 1.5, 1 / 1.1, ...Array<number>(73).fill(1)],
      },
    ]);
  });

  test('pieces know their window, their weight and their place in the prompt', () => {
    const { pieces } = layOutWindows('（猫：２）BREAK\\(', letterTokenizer);
    assert.deepEqual(pieces, [
      { piece: '猫', id: 0x732b, unknown: false, start: 1, end: 2, weight: 2, window: 0 },
      { piece: '(', id: 40, unknown: false, start: 11, end: 12, weight: 1, window: 1 },
    ]);
  });

  test('a prompt that was cut out of another keeps its places', () => {
    const aligned = { ...alignText('a'), starts: [7], ends: [8] };
    const { pieces } = layOutWindows(aligned, letterTokenizer);
    assert.deepEqual([pieces[0]?.start, pieces[0]?.end], [7, 8]);
  });
});

describe('learned words', () => {
  const learnedWords = new Map([
    ['<cat-toy>', [0x110900, 0x110901, 0x110902]],
    ['もふ', [0x110910]],
    ['もふもふ', [0x110920, 0x110921]],
    ['style', [0x110930]],
  ]);
  const idsOf = (prompt: string) =>
    layOutWindows(prompt, letterTokenizer, { learnedWords }).pieces.map(({ id }) =>
      id < 0x110000 ? String.fromCodePoint(id) : id,
    );

  const rows: [prompt: string, ids: (string | number)[]][] = [
    ['a<cat-toy>b', ['a', 0x110900, 0x110901, 0x110902, 'b']],
    ['<CAT-TOY>', [0x110900, 0x110901, 0x110902]],
    ['もふもふ猫', [0x110920, 0x110921, '猫']],
    ['style', [0x110930]],
    ['lifestyle styles', [...'lifestyle styles']],
    ['(style:1.2)', [0x110930]],
    ['st(yle)', [...'style']],
  ];
  for (const [prompt, ids] of rows) {
    test(`${prompt} → ${JSON.stringify(ids)}`, () => {
      assert.deepEqual(idsOf(prompt), ids);
    });
  }

  test('all vectors of a word have its place and its weight', () => {
    const { pieces } = layOutWindows('a (もふもふ:2)', letterTokenizer, { learnedWords });
    assert.deepEqual(
      pieces.slice(2).map(({ piece, start, end, weight }) => [piece, start, end, weight]),
      [
        ['もふもふ', 3, 7, 2],
        ['もふもふ', 3, 7, 2],
      ],
    );
  });

  test('a word’s vectors stay together', () => {
    const { windows, pieces } = layOutWindows(`${letters(73)}<cat-toy>`, letterTokenizer, {
      learnedWords,
    });
    assert.equal(windows.length, 2);
    assert.deepEqual(
      pieces.slice(-3).map(({ window }) => window),
      [1, 1, 1],
    );
  });

  test('one with more vectors than places is an error', () => {
    const long = new Map([['x', Array.from({ length: 76 }, (_, k) => k)]]);
    assert.throws(
      () => layOutWindows('a x', letterTokenizer, { learnedWords: long }),
      (error) =>
        error instanceof PromptError && error.code === 'word-too-long' && error.position === 2,
    );
  });
});

describe('real tokenizers', () => {
  test('CLIP: a weight changes no id; long prompts go on in further windows', async () => {
    const clip = await loadPromptTokenizer({ kind: 'clip', builtin: true });
    const plain = clip.encode('a photo of a cat, サラリーマン');
    const weighted = layOutWindows('a photo of a (cat:1.3), [サラリーマン]', clip);
    assert.deepEqual(weighted.windows[0]?.ids, plain.ids);
    const long = layOutWindows('a photo of a cat, '.repeat(20), clip);
    assert.equal(long.windows.length, 2);
    // 12 phrases of 6 pieces and a comma behind the last of them: three pieces wait for the next window.
    assert.deepEqual(long.windows[0]?.ids.slice(0, 74).filter((id) => id === 267).length, 12);
    assert.equal(long.windows[0]?.ids[73], 49407);
  });

  test('T5: a weight changes no id, and windows hold 76', skipWithoutReference, async () => {
    const folder = (name: string) => referencePath('models', 'tiny-jsd', 'tokenizer', name);
    const t5 = await loadPromptTokenizer({
      kind: 'sentencepiece',
      modelFile: folder('spiece.model'),
      config: JSON.parse(readFileSync(folder('tokenizer_config.json'), 'utf8')),
    });
    const { windows, pieces } = layOutWindows('（サラリーマン：１．３）　油絵', t5);
    assert.deepEqual(windows[0]?.ids, t5.encode('サラリーマン　油絵').ids);
    assert.deepEqual(
      windows[0].weights.filter((weight) => weight !== 1).length,
      pieces.filter(({ weight }) => weight === 1.3).length,
    );
    assert.deepEqual(windows[0].weights.at(-1), 1);
    const long = layOutWindows('猫'.repeat(300), t5);
    assert.deepEqual(long.windows[0]?.ids.at(-1), 2);
    assert.equal(long.pieces.filter(({ window }) => window === 0).length, 76);
  });
});
