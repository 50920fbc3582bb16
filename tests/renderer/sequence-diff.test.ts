import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffSequences, splitWords, wordKey } from '../../renderer/ui/sequence-diff.ts';

/** Runs of a text against another: `[gone]` or `(kept)`. */
function marked(before: string, after: string): [string, string] {
  const difference = diffSequences(splitWords(before), splitWords(after), wordKey);
  const write = (runs: typeof difference.before) =>
    runs.map(({ items, same }) => (same ? `(${items.join('')})` : `[${items.join('')}]`)).join('');
  return [write(difference.before), write(difference.after)];
}

test('Japanese words go and come whole, though no gap stands between them', () => {
  assert.deepEqual(marked('満開の桜と古い寺', '満開の梅と古い寺'), [
    '(満開の)[桜](と古い寺)',
    '(満開の)[梅](と古い寺)',
  ]);
});

test('a word that was put in between leaves what follows as it is', () => {
  assert.deepEqual(marked('a cat on a roof', 'a black cat on a red roof'), [
    '(a cat on a roof)',
    '(a )[black ](cat on a)[ red]( roof)',
  ]);
});

test('gaps of another width are no difference, and nothing in common is all difference', () => {
  assert.deepEqual(marked('猫　油絵', '猫 油絵'), ['(猫　油絵)', '(猫 油絵)']);
  assert.deepEqual(marked('猫', '犬'), ['[猫]', '[犬]']);
  assert.deepEqual(marked('', '犬'), ['', '[犬]']);
});

test('what stays is the longest common subsequence, and together the runs are the sequence', () => {
  const letters = 'abc';
  let state = 7;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 200; round++) {
    const [a, b] = [0, 1].map(() =>
      Array.from({ length: Math.floor(draw() * 9) }, () => letters[Math.floor(draw() * 3)] ?? ''),
    ) as [string[], string[]];
    const { before, after } = diffSequences(a, b, (letter) => letter);
    const kept = (runs: typeof before) => runs.flatMap(({ items, same }) => (same ? items : []));
    assert.deepEqual(kept(before), kept(after));
    assert.equal(kept(before).length, longestCommon(a, b));
    assert.deepEqual(
      before.flatMap(({ items }) => items),
      a,
    );
    assert.deepEqual(
      after.flatMap(({ items }) => items),
      b,
    );
  }
});

/** By trying everything. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [, ...restA] = a;
  const [, ...restB] = b;
  if (a[0] === b[0]) return 1 + longestCommon(restA, restB);
  return Math.max(longestCommon(restA, b), longestCommon(a, restB));
}

test('texts too long to be held against each other word by word count as different, at once', () => {
  const many = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word}${i}`);
  const { before } = diffSequences(['x', ...many('a')], ['x', ...many('b')], (word) => word);
  assert.deepEqual(
    before.map(({ items, same }) => [items.length, same]),
    [
      [1, true],
      [5000, false],
    ],
  );
});
