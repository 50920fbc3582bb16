import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readSentencePieceModel } from '../../../native-models/tokenizers/sentencepiece-model.ts';
import { createSentencePieceTokenizer } from '../../../native-models/tokenizers/sentencepiece-tokenizer.ts';
import { TokenizerError } from '../../../native-models/tokenizers/tokenizer-error.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import type { ModelRecipe } from './make-sentencepiece-model.ts';
import { tokenizerOf, unk } from './small-sentencepiece.ts';

describe('normalization', () => {
  const recipe: ModelRecipe = {
    pieces: [unk, { piece: 'ＡＢ', type: 'user-defined' }],
    rules: { Ａ: 'A', '㍻': '平成', '　': ' ', '\u0001': '', ｶ: 'カ', ｶﾞ: 'ガ', '―': ' - ' },
  };
  const rows: [string, string][] = [
    ['', ''],
    [' \u3000 ', ''],
    ['a', '▁a'],
    ['  a \u3000b ', '▁a▁b'],
    ['Ａ㍻', '▁A平成'],
    ['ｶﾞｶ', '▁ガカ'],
    ['a\u0001 \u0001 b', '▁a▁b'],
    ['a―b', '▁a▁-▁b'],
    ['ＡＢＡ', '▁ＡＢA'],
    ['😀', '▁😀'],
  ];
  for (const [text, expected] of rows) {
    test(`${JSON.stringify(text)} → ${expected}`, () => {
      assert.equal(tokenizerOf(recipe).normalize(text), expected);
    });
  }

  test('spaces stay where the model keeps them', () => {
    const keeping = { ...recipe, removeExtraWhitespaces: false, addDummyPrefix: false };
    assert.equal(tokenizerOf(keeping).normalize('  a  b '), '▁▁a▁▁b▁');
    assert.equal(tokenizerOf({ ...recipe, escapeWhitespaces: false }).normalize(' a  b '), ' a b');
    assert.equal(
      tokenizerOf({ ...recipe, treatWhitespaceAsSuffix: true }).normalize(' a  b '),
      'a▁b▁',
    );
  });
});

describe('pieces', () => {
  const recipe: ModelRecipe = {
    pieces: [
      unk,
      { piece: '▁', score: -1 },
      { piece: '猫', score: -1 },
      { piece: '平', score: -2 },
    ],
    rules: { '㍻': '平成', '　': ' ' },
  };

  test('adjacent unknown characters are one piece, and each piece knows its place in the text', () => {
    assert.deepEqual(tokenizerOf(recipe).encode(' 猫😀犬　㍻'), [
      { piece: '▁', id: 1, unknown: false, start: 1, end: 1 },
      { piece: '猫', id: 2, unknown: false, start: 1, end: 2 },
      { piece: '😀犬', id: 0, unknown: true, start: 2, end: 5 },
      { piece: '▁', id: 1, unknown: false, start: 5, end: 6 },
      { piece: '平', id: 3, unknown: false, start: 6, end: 7 },
      { piece: '成', id: 0, unknown: true, start: 6, end: 7 },
    ]);
  });

  test('with byte fallback, unknown characters become bytes that share a place', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => ({
      piece: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
      type: 'byte' as const,
    }));
    const tokenizer = tokenizerOf({
      ...recipe,
      pieces: [...recipe.pieces, ...bytes],
      byteFallback: true,
    });
    const encoded = tokenizer.encode('猫犬');
    assert.deepEqual(
      encoded.map(({ piece, start, end }) => [piece, start, end]),
      [
        ['▁', 0, 0],
        ['猫', 0, 1],
        ['<0xE7>', 1, 2],
        ['<0x8A>', 1, 2],
        ['<0xAC>', 1, 2],
      ],
    );
    assert.equal(tokenizer.decode(encoded.map(({ id }) => id)), '猫犬');
    assert.equal(tokenizer.decode(encoded.slice(1, 4).map(({ id }) => id)), '猫\uFFFD\uFFFD');
  });

  test('decoding drops the dummy space and names unknown ids', () => {
    const tokenizer = tokenizerOf(recipe);
    assert.equal(tokenizer.decode([1, 2, 1, 0, 3]), '猫  ⁇ 平');
    assert.equal(tokenizer.decodePieces(['▁', '猫', '▁', '犬']), '猫 犬');
    assert.throws(() => tokenizer.decode([4]), RangeError);
  });

  test('a lone surrogate is an error that says where', () => {
    assert.throws(
      () => tokenizerOf(recipe).encode('猫😀\uD83D犬'),
      (error) =>
        error instanceof TokenizerError && error.code === 'lone-surrogate' && error.position === 3,
    );
  });
});

interface Golden {
  lines: {
    i: number;
    ids: number[];
    pieces?: string[];
    normalized?: string;
    decoded?: string;
    decoded_pieces?: string;
    normalized_sha256?: string;
    decoded_sha256?: string;
  }[];
  decode: { ids: number[]; decoded: string }[];
  options: { i: number; emit_unk_pieces: string[] }[];
}

describe('every row of the golden files', skipWithoutReference, () => {
  const read = <T>(name: string) =>
    JSON.parse(readFileSync(referencePath('sentencepiece', name), 'utf8')) as T;
  const models = [
    'google_sp',
    'test_ja_model',
    'ja_unigram_8000',
    'test_model',
    'mix_unigram_uds',
    'ja_unigram_cf',
    'en_unigram_bytefallback',
    'en_bpe_identity',
    'en_bpe_suffix',
    'ja_bpe_bytefallback',
  ];
  for (const name of models) {
    test(name, () => {
      const { lines: corpus } = read<{ lines: string[] }>('corpus.json');
      const golden = read<Golden>(`${name}.golden.json`);
      const tokenizer = createSentencePieceTokenizer(
        readSentencePieceModel(readFileSync(referencePath('sentencepiece', `${name}.model`))),
      );
      for (const line of golden.lines) {
        const text = corpus[line.i] ?? '';
        const pieces = tokenizer.encode(text);
        const normalized = tokenizer.normalize(text);
        const decoded = tokenizer.decode(line.ids);
        assert.deepEqual(
          pieces.map(({ id }) => id),
          line.ids,
        );
        assertInOrder(pieces, text);
        if (line.pieces) {
          assert.deepEqual(
            pieces.map(({ piece }) => piece),
            line.pieces,
          );
          assert.equal(normalized, line.normalized);
          assert.equal(decoded, line.decoded);
          assert.equal(tokenizer.decodePieces(line.pieces), line.decoded_pieces ?? line.decoded);
        } else {
          assert.equal(sha256(normalized), line.normalized_sha256);
          assert.equal(sha256(decoded), line.decoded_sha256);
        }
      }
      for (const { ids, decoded } of golden.decode) assert.equal(tokenizer.decode(ids), decoded);
      for (const { i, emit_unk_pieces: expected } of golden.options) {
        const pieces = tokenizer.encode(corpus[i] ?? '');
        assert.deepEqual(
          pieces.map(({ piece, unknown }) => (unknown ? '<unk>' : piece)),
          expected,
        );
      }
      assert.equal(golden.lines.length, 202);
    });
  }
});

/** Ranges lie in the text and never go back. */
function assertInOrder(pieces: readonly { start: number; end: number }[], text: string) {
  let last = 0;
  for (const { start, end } of pieces) {
    assert.ok(start <= end && end <= text.length && end >= last, `${start}…${end} after ${last}`);
    last = end;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
