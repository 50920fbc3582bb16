import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNames, shorten } from '../../electron/services/free-names.ts';

const fold = (name: string) => name.toLowerCase();

test('a name that is taken is given a number, one that was just given included', () => {
  const freeName = createNames(new Set(['film']), fold);
  assert.deepEqual(['Film', 'FILM', 'Ink', 'ink'].map(freeName), [
    'Film 2',
    'FILM 3',
    'Ink',
    'ink 2',
  ]);
});

test('a long name keeps its number within the longest', () => {
  const long = '墨'.repeat(80);
  const freeName = createNames(new Set([fold(long)]), fold);
  assert.equal(freeName(long), `${'墨'.repeat(78)} 2`);
});

test('a name is cut between characters', () => {
  assert.equal(shorten(` ${'a'.repeat(79)}🐈 `), 'a'.repeat(79));
  assert.equal(shorten('🐈🐈', 2), '🐈');
});
