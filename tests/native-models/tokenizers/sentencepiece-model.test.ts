import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readSentencePieceModel } from '../../../native-models/tokenizers/sentencepiece-model.ts';
import { createNormalizer } from '../../../native-models/tokenizers/sentencepiece-normalize.ts';
import { createSentencePieceTokenizer } from '../../../native-models/tokenizers/sentencepiece-tokenizer.ts';
import { TokenizerError } from '../../../native-models/tokenizers/tokenizer-error.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { makeSentencePieceModel } from './make-sentencepiece-model.ts';
import type { ModelRecipe } from './make-sentencepiece-model.ts';

const small: ModelRecipe = {
  pieces: [
    { piece: '<unk>', type: 'unknown' },
    { piece: '</s>', type: 'control' },
    { piece: '▁', score: -2 },
    { piece: '\uFEFF猫', score: -3.25 },
    { piece: '<sep>', type: 'user-defined' },
  ],
  rules: { Ａ: 'A', '㍻': '平成' },
};

function withCode(code: string) {
  return (error: unknown) => error instanceof TokenizerError && error.code === code;
}

/** Loads and uses a model: nothing but a TokenizerError may come of any bytes. */
function isUsable(bytes: Uint8Array): boolean {
  try {
    createSentencePieceTokenizer(readSentencePieceModel(bytes)).encode('Ａ 猫 ㍻ <sep> hello 😀');
    return true;
  } catch (error) {
    assert.ok(error instanceof TokenizerError, String(error));
    assert.ok(error.code === 'invalid-model' || error.code === 'unsupported-model');
    return false;
  }
}

describe('a .model file', () => {
  test('gives pieces with ids, scores and types', () => {
    const model = readSentencePieceModel(makeSentencePieceModel(small));
    assert.equal(model.unkId, 0);
    assert.deepEqual(model.pieces[3], { piece: '\uFEFF猫', score: -3.25, type: 'normal' });
    assert.equal(model.pieces[4]?.type, 'user-defined');
    assert.equal(model.ids.get('</s>'), 1);
    assert.equal(model.unkSurface, ' \u2047 ');
  });

  test('of an algorithm that came later is refused as such', () => {
    const bytes = makeSentencePieceModel({ ...small, modelType: 5 });
    assert.throws(() => readSentencePieceModel(bytes), /unknown type 5/);
    assert.throws(() => readSentencePieceModel(bytes), withCode('unsupported-model'));
  });

  const contradictions: [string, ModelRecipe][] = [
    ['no unknown piece', { pieces: [{ piece: 'a' }] }],
    ['two unknown pieces', { pieces: [...small.pieces, { piece: '<u>', type: 'unknown' }] }],
    ['one piece twice', { pieces: [...small.pieces, { piece: '▁' }] }],
    ['an empty piece', { pieces: [...small.pieces, { piece: '' }] }],
    ['a score that is no number', { pieces: [...small.pieces, { piece: 'a', score: NaN }] }],
    ['byte fallback without byte pieces', { ...small, byteFallback: true }],
  ];
  for (const [name, recipe] of contradictions) {
    test(`with ${name} is refused`, () => {
      const bytes = makeSentencePieceModel(recipe);
      assert.throws(() => readSentencePieceModel(bytes), withCode('invalid-model'));
    });
  }

  test('cut off at any byte is refused, also between two pieces', () => {
    const bytes = makeSentencePieceModel(small);
    assert.ok(isUsable(bytes));
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(isUsable(bytes.subarray(0, length)), false, `cut at ${length}`);
    }
  });

  test('with any flipped bit works or is refused', () => {
    const bytes = makeSentencePieceModel(small);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (!isUsable(flipped)) refused++;
    }
    assert.ok(refused > 100, `only ${refused} refused`);
  });

  test('made to exhaust is refused: endless pieces, and rules that make a prompt grow without end', () => {
    const unknown = { piece: '<unk>', type: 'unknown' } as const;
    const withPiece = (length: number) =>
      makeSentencePieceModel({ pieces: [unknown, { piece: 'a'.repeat(length) }] });
    assert.ok(isUsable(withPiece(512)));
    assert.equal(isUsable(withPiece(513)), false);
    const many = Array.from({ length: 6000 }, (_, k) => ({ piece: String(k).padEnd(501, 'a') }));
    assert.equal(isUsable(makeSentencePieceModel({ pieces: [unknown, ...many] })), false);

    const withRule = (length: number) => {
      const rules = { b: 'a'.repeat(length) };
      return createNormalizer(
        readSentencePieceModel(makeSentencePieceModel({ pieces: [unknown], rules })),
      );
    };
    assert.equal(withRule(64)('b').text.length, 65);
    assert.throws(() => withRule(65)('b'), { name: 'TokenizerError', code: 'invalid-model' });
  });

  test('of an earlier kind of file is refused', () => {
    for (const text of [
      '',
      '{"version": "1.0"}',
      '\0'.repeat(64),
      'version https://git-lfs.github.com/spec/v1',
    ]) {
      assert.equal(isUsable(new TextEncoder().encode(text)), false);
    }
  });

  test('models.json: facts about every model', skipWithoutReference, () => {
    const { models } = JSON.parse(
      readFileSync(referencePath('sentencepiece', 'models.json'), 'utf8'),
    ) as {
      models: Record<
        string,
        {
          file: string;
          model_type: string;
          piece_types: Record<string, number>;
          byte_fallback: boolean;
          sample_pieces: [number, string, number, string][];
        }
      >;
    };
    for (const facts of Object.values(models)) {
      const bytes = readFileSync(referencePath('sentencepiece', facts.file));
      const model = readSentencePieceModel(bytes);
      assert.equal(model.algorithm, facts.model_type);
      assert.equal(model.byteFallback, facts.byte_fallback);
      for (const [id, piece, score, type] of facts.sample_pieces) {
        const expected = { piece, score, type: type.toLowerCase().replace('_', '-') };
        assert.deepEqual(model.pieces[id], expected);
      }
      const counts = Object.groupBy(model.pieces, ({ type }) =>
        type.toUpperCase().replace('-', '_'),
      );
      assert.deepEqual(
        Object.fromEntries(Object.entries(counts).map(([type, of]) => [type, of?.length])),
        facts.piece_types,
      );
    }
    assert.equal(Object.keys(models).length, 10);
  });

  test('a real model cut off or damaged is refused or works', skipWithoutReference, () => {
    const bytes = readFileSync(referencePath('sentencepiece', 'test_model.model'));
    for (let length = 0; length < bytes.length; length += 97 * 53) {
      assert.equal(isUsable(bytes.subarray(0, length)), false, `cut at ${length}`);
    }
    for (let at = 0; at < bytes.length; at += 97 * 53) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0xff;
      isUsable(flipped);
    }
  });
});
