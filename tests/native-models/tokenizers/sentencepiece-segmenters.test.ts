import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ModelRecipe } from './make-sentencepiece-model.ts';
import { piecesOf, tokenizerOf, unk } from './small-sentencepiece.ts';

describe('the best path', () => {
  const bare = { addDummyPrefix: false };

  test('a candidate counts in float64 against a float32 score', () => {
    // 2^-30 is lost when −1 + 2^-30 is rounded to float32, so a float32 comparison would keep "ab".
    const pieces = [
      unk,
      { piece: 'a', score: -1 },
      { piece: 'b', score: 2 ** -30 },
      { piece: 'ab', score: -1 },
    ];
    assert.deepEqual(piecesOf({ pieces, ...bare }, 'ab'), ['a', 'b']);
  });

  test('a stored score is rounded to float32', () => {
    // "a bc" gives −1 + 2^-30 and "ab c" −1 + 2^-31: in pure float64 the first would win.
    const pieces = [
      unk,
      { piece: 'a', score: -1 },
      { piece: 'bc', score: 2 ** -30 },
      { piece: 'ab', score: -1 },
      { piece: 'c', score: 2 ** -31 },
    ];
    assert.deepEqual(piecesOf({ pieces, ...bare }, 'abc'), ['ab', 'c']);
  });

  test('of exactly equal paths the one offered first stays', () => {
    const pieces = [
      unk,
      { piece: 'a', score: -1 },
      { piece: 'b', score: -1 },
      { piece: 'ab', score: -2 },
    ];
    assert.deepEqual(piecesOf({ pieces, ...bare }, 'ab'), ['ab']);
  });

  test('an unknown character costs the lowest score less ten', () => {
    const model = (y: number) => ({
      pieces: [unk, { piece: 'y', score: y }, { piece: 'xy', score: -3 }],
      ...bare,
    });
    assert.deepEqual(piecesOf(model(9.5), 'xy'), ['xy']);
    assert.deepEqual(piecesOf(model(10.5), 'xy'), ['x', 'y']);
  });

  test('user-defined pieces win, control and unused ones never', () => {
    const pieces: ModelRecipe['pieces'] = [
      unk,
      { piece: '<s>', type: 'control' },
      { piece: 'ab', type: 'user-defined' },
      { piece: 'bc', type: 'unused' },
      ...[...'abc<s>'].map((piece) => ({ piece, score: -1 })),
    ];
    assert.deepEqual(piecesOf({ pieces, ...bare }, 'abc<s>bc'), [
      'ab',
      'c',
      '<',
      's',
      '>',
      'b',
      'c',
    ]);
  });
});

describe('the other algorithms', () => {
  const bare = { addDummyPrefix: false };
  const letters = [...'abcd'].map((piece) => ({ piece, score: -9 }));

  test('BPE joins the pair of highest score, the leftmost first', () => {
    const pieces = [
      unk,
      ...letters,
      { piece: 'bc', score: -1 },
      { piece: 'ab', score: -2 },
      { piece: 'aa', score: -3 },
    ];
    const recipe = { pieces, modelType: 2, ...bare };
    assert.deepEqual(piecesOf(recipe, 'abcab'), ['a', 'bc', 'ab']);
    assert.deepEqual(piecesOf(recipe, 'aaab'), ['aa', 'ab']);
    assert.deepEqual(piecesOf(recipe, 'aaa'), ['aa', 'a']);
    assert.deepEqual(piecesOf(recipe, ''), []);
  });

  test('BPE joins nothing to a user-defined symbol, and unknown characters to each other', () => {
    const pieces: ModelRecipe['pieces'] = [
      unk,
      ...letters,
      { piece: 'abc', score: -1 },
      { piece: 'ab', type: 'user-defined' },
    ];
    assert.deepEqual(piecesOf({ pieces, modelType: 2, ...bare }, 'abc猫犬'), ['ab', 'c', '猫犬']);
  });

  test('BPE passes through unused pieces and takes them apart where they stay', () => {
    const pieces: ModelRecipe['pieces'] = [
      unk,
      ...letters,
      { piece: 'ab', score: -1, type: 'unused' },
      { piece: 'abc', score: -2 },
    ];
    assert.deepEqual(piecesOf({ pieces, modelType: 2, ...bare }, 'abcab'), ['abc', 'a', 'b']);
  });

  test('BPE stays correct for one endless word', () => {
    const pieces = [unk, ...letters, { piece: 'aa', score: -1 }, { piece: 'aaaa', score: -2 }];
    const cut = piecesOf({ pieces, modelType: 2, ...bare }, `${'a'.repeat(20_001)}b`);
    assert.equal(cut.length, 5002);
    assert.deepEqual(cut.slice(-3), ['aaaa', 'a', 'b']);
  });

  test('word models know whole words, each with the space before it', () => {
    const pieces = [unk, { piece: '▁cat' }, { piece: '▁' }];
    const encoded = tokenizerOf({ pieces, modelType: 3 }).encode('cat dog cat');
    assert.deepEqual(
      encoded.map(({ piece, id }) => [piece, id]),
      [
        ['▁cat', 1],
        ['▁dog', 0],
        ['▁cat', 1],
      ],
    );
  });

  test('character models know characters, and user-defined symbols of several', () => {
    const pieces: ModelRecipe['pieces'] = [
      unk,
      ...letters,
      { piece: '😀' },
      { piece: '<sep>', type: 'user-defined' },
    ];
    assert.deepEqual(piecesOf({ pieces, modelType: 4, ...bare }, 'a😀<sep>xyb'), [
      'a',
      '😀',
      '<sep>',
      'xy',
      'b',
    ]);
  });
});
