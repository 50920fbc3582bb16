import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { alignText, sliceAligned } from '../../../native-models/tokenizers/aligned-text.ts';
import { readSentencePieceModel } from '../../../native-models/tokenizers/sentencepiece-model.ts';
import { readT5TokenizerConfig } from '../../../native-models/tokenizers/t5-config.ts';
import { createT5Tokenizer } from '../../../native-models/tokenizers/t5-tokenizer.ts';
import { TokenizerError } from '../../../native-models/tokenizers/tokenizer-error.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { makeSentencePieceModel } from './make-sentencepiece-model.ts';

const small = readSentencePieceModel(
  makeSentencePieceModel({
    pieces: [
      { piece: '<unk>', type: 'unknown' },
      { piece: '<s>', type: 'control' },
      { piece: '</s>', type: 'control' },
      { piece: '[PAD]', type: 'control' },
      ...['▁', 'a', 'b', 'σ', '猫', 'p'].map((piece, i) => ({ piece, score: -1 - i })),
    ],
  }),
);
const rinna = { pad_token: '[PAD]', extra_ids: 0, do_lower_case: true };

function encode(text: string, config: Record<string, unknown> = rinna) {
  return createT5Tokenizer(small, readT5TokenizerConfig(config)).encode(text);
}

function piecesOf(text: string, config: Record<string, unknown> = rinna): string[] {
  return encode(text, config).pieces.map(({ piece }) => piece);
}

describe('T5Tokenizer', () => {
  test('77 ids: pieces, one end token, the model’s own padding', () => {
    const { ids, truncatedAt, usable } = encode('ab');
    assert.deepEqual(ids, [4, 5, 6, 2, ...Array<number>(73).fill(3)]);
    assert.equal(truncatedAt, null);
    assert.equal(usable, 76);
    assert.deepEqual(encode('').ids, [2, ...Array<number>(76).fill(3)]);
    assert.deepEqual(encode('   ').pieces, []);
  });

  test('what does not fit beside the end token is cut, and said', () => {
    const fits = encode('a'.repeat(75));
    assert.equal(fits.pieces.length, 76);
    assert.equal(fits.truncatedAt, null);
    const long = encode('a'.repeat(76));
    assert.equal(long.pieces.length, 77);
    assert.equal(long.truncatedAt, 76);
    assert.deepEqual(long.ids, [4, ...Array<number>(75).fill(5), 2]);
  });

  test('an end token in the text is not doubled', () => {
    assert.deepEqual(encode('a</s>').ids.slice(0, 4), [4, 5, 2, 3]);
  });

  const rows: [text: string, pieces: string[]][] = [
    ['AΣ', ['▁', 'a', 'σ']],
    ['a </s> b', ['▁', 'a', '</s>', '▁', 'b']],
    ['</s>\u001F\nb', ['</s>', '▁', 'b']],
    ['<UNK>a', ['<unk>', '▁', 'a']],
    ['[PAD]A', ['[PAD]', '▁', 'a']],
    ['[pad]', ['▁', '[', 'p', 'a', 'd]']],
    ['猫\nB', ['▁', '猫', '\n', 'b']],
  ];
  for (const [text, pieces] of rows) {
    test(`${JSON.stringify(text)} → ${JSON.stringify(pieces)}`, () => {
      assert.deepEqual(piecesOf(text), pieces);
    });
  }

  test('case stays where the configuration says so', () => {
    assert.deepEqual(piecesOf('aA', { ...rinna, do_lower_case: false }), ['▁', 'a', 'A']);
    assert.deepEqual(piecesOf('aA', { pad_token: '[PAD]', extra_ids: 0 }), ['▁', 'a', 'a']);
  });

  test('ranges point into the text as typed, unknown pieces say so', () => {
    assert.deepEqual(
      encode(' İa [PAD] 犬B').pieces.map(({ piece, unknown, start, end }) => [
        piece,
        unknown,
        start,
        end,
      ]),
      [
        ['▁', false, 1, 1],
        ['i\u0307', true, 1, 2],
        ['a', false, 2, 3],
        ['[PAD]', false, 4, 9],
        ['▁', false, 10, 10],
        ['犬', true, 10, 11],
        ['b', false, 11, 12],
      ],
    );
  });

  test('unknown text that spells a control piece gets its id, as in the reference', () => {
    const [, piece] = encode('<s>').pieces;
    assert.deepEqual(piece, { piece: '<s>', id: 1, unknown: false, start: 0, end: 3 });
  });

  const parted: [parts: string[], pieces: string[][]][] = [
    [
      ['猫', 'ab'],
      [
        ['▁', '猫'],
        ['a', 'b'],
      ],
    ],
    [
      ['猫 ', 'ab'],
      [
        ['▁', '猫'],
        ['▁', 'a', 'b'],
      ],
    ],
    [
      ['猫', ' ab'],
      [
        ['▁', '猫'],
        ['▁', 'a', 'b'],
      ],
    ],
    [
      ['', 'a', '', 'b', ''],
      [[], ['▁', 'a'], [], ['b'], []],
    ],
    [
      ['  ', 'a', ' '],
      [[], ['▁', 'a'], []],
    ],
    [
      ['a[PA', 'D]', 'b</s>', 'a'],
      [['▁', 'a', '[PAD]'], [], ['▁', 'b', '</s>'], ['▁', 'a']],
    ],
    [
      ['犬', 'bΣ'],
      [
        ['▁', '犬'],
        ['b', 'σ'],
      ],
    ],
  ];
  for (const [parts, pieces] of parted) {
    test(`${JSON.stringify(parts)} in parts → ${JSON.stringify(pieces)}`, () => {
      const whole = alignText(parts.join(''));
      const tokenizer = createT5Tokenizer(small, readT5TokenizerConfig(rinna));
      let at = 0;
      const slices = parts.map((part) => sliceAligned(whole, at, (at += part.length)));
      const cut = tokenizer.cut(slices);
      assert.deepEqual(
        cut.map((run) => run.map(({ piece }) => piece)),
        pieces,
      );
      assert.deepEqual(
        tokenizer.frame(cut.flat().map(({ id }) => id)),
        tokenizer.encode(parts.join('')).ids,
      );
    });
  }

  test('a frame holds 76 ids, an end token and padding', () => {
    const { frame } = createT5Tokenizer(small, readT5TokenizerConfig(rinna));
    assert.deepEqual(frame([5]), [5, 2, ...Array<number>(75).fill(3)]);
    assert.deepEqual(frame(Array<number>(80).fill(5)), [...Array<number>(76).fill(5), 2]);
  });

  test('extra ids count down behind the pieces, and a missing pad token follows them', () => {
    const defaults = createT5Tokenizer(small, readT5TokenizerConfig({}));
    const { ids } = defaults.encode('<extra_id_0><EXTRA_ID_99>');
    assert.deepEqual(ids.slice(0, 4), [109, 10, 2, 110]);
  });

  test('an AddedToken strips only the side it names', () => {
    const config = { ...rinna, pad_token: { content: '[PAD]', lstrip: true, rstrip: false } };
    const { pieces } = createT5Tokenizer(
      readSentencePieceModel(
        makeSentencePieceModel({
          pieces: [
            { piece: '<unk>', type: 'unknown' },
            { piece: '</s>', type: 'control' },
            { piece: '[PAD]', type: 'control' },
          ],
          addDummyPrefix: false,
          removeExtraWhitespaces: false,
        }),
      ),
      readT5TokenizerConfig(config),
    ).encode('x [PAD] y');
    assert.deepEqual(
      pieces.map(({ piece }) => piece),
      ['x', '[PAD]', '▁y'],
    );
  });

  const broken: [string, unknown][] = [
    ['is no object', []],
    ['is null', null],
    ['has a fractional extra_ids', { extra_ids: 0.5 }],
    ['has an extra_ids that would fill memory', { extra_ids: 1e9 }],
    ['has a token that is none', { eos_token: 7 }],
    ['has an empty token', { pad_token: '' }],
    ['has a token that no regular expression holds', { mask_token: '('.repeat(1_000_000) }],
    ['has a do_lower_case that is no truth', { do_lower_case: 'yes' }],
    [
      'names fewer extra ids than it says',
      { extra_ids: 2, additional_special_tokens: ['<extra_id_0>'] },
    ],
  ];
  for (const [name, config] of broken) {
    test(`a configuration that ${name} is refused`, () => {
      assert.throws(
        () => readT5TokenizerConfig(config),
        (error) => error instanceof TokenizerError && error.code === 'invalid-config',
      );
    });
  }

  test('a lone surrogate is an error that says where', () => {
    assert.throws(
      () => encode('A[PAD]\uDE00'),
      (error) =>
        error instanceof TokenizerError && error.code === 'lone-surrogate' && error.position === 6,
    );
  });
});

describe('every row of the golden files', skipWithoutReference, () => {
  const readJson = <T>(...parts: string[]) =>
    JSON.parse(readFileSync(referencePath(...parts), 'utf8')) as T;

  test('t5_tokenizer.json: 4 configurations × 95 prompts', () => {
    const { configurations } = readJson<{
      configurations: {
        model: string;
        tokenizer_config: Record<string, unknown>;
        do_lower_case: boolean;
        cases: {
          text: string;
          input_ids: number[];
          untruncated_length: number;
          tokens?: string[];
        }[];
      }[];
    }>('sentencepiece', 't5_tokenizer.json');
    let rows = 0;
    for (const { model, tokenizer_config, do_lower_case, cases } of configurations) {
      const tokenizer = createT5Tokenizer(
        readSentencePieceModel(readFileSync(referencePath('sentencepiece', model))),
        readT5TokenizerConfig({ ...tokenizer_config, do_lower_case }),
      );
      for (const { text, input_ids: ids, untruncated_length: length, tokens } of cases) {
        const encoded = tokenizer.encode(text);
        const pieces = encoded.pieces.map(({ piece }) => piece);
        assert.deepEqual(encoded.ids, ids);
        assert.equal(pieces.length + (pieces.at(-1) === '</s>' ? 0 : 1), length);
        if (tokens) assert.deepEqual(pieces, tokens);
        rows++;
      }
    }
    assert.equal(rows, 380);
  });

  for (const folder of ['tokenizer', 'tokenizer_plain']) {
    test(`tiny-jsd/${folder}, with and without lower case`, () => {
      interface Row {
        text: string;
        ids_77: number[];
        tokens?: string[];
      }
      const golden = readJson<Record<string, { rows: Row[]; rows_without_lower_case: Row[] }>>(
        'models',
        'tiny-jsd-golden',
        'tokenization.json',
      )[folder];
      const spiece = readSentencePieceModel(
        readFileSync(referencePath('models', 'tiny-jsd', folder, 'spiece.model')),
      );
      const config = readJson<object>('models', 'tiny-jsd', folder, 'tokenizer_config.json');
      const assertRows = (rows: Row[], do_lower_case: boolean) => {
        const tokenizer = createT5Tokenizer(
          spiece,
          readT5TokenizerConfig({ ...config, do_lower_case }),
        );
        for (const { text, ids_77: ids, tokens } of rows) {
          const encoded = tokenizer.encode(text);
          assert.deepEqual(encoded.ids, ids);
          if (tokens)
            assert.deepEqual(
              encoded.pieces.map(({ piece }) => piece),
              tokens,
            );
        }
        return rows.length;
      };
      assert.ok(assertRows(golden?.rows ?? [], true) >= 26);
      assert.ok(assertRows(golden?.rows_without_lower_case ?? [], false) >= 8);
    });
  }
});
