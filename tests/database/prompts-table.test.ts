import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createId } from '../../electron/database/create-id.ts';
import { settings, now, openTables } from './open-tables.ts';

test('a prompt printed again renews its entry; a removed one comes back until it is purged', (t) => {
  const tables = openTables(t);
  const arm = { kind: 'ja' as const, modelId: 'm', prompt: '浮世絵の猫', negativePrompt: '' };
  const use = (prompt: string, at: string, seed: string) =>
    tables.prompts.use({
      id: createId(now),
      arms: [{ ...arm, prompt }],
      settings,
      seed,
      count: 2,
      at,
    });
  const matching = (search: string, limit: number, offset = 0, favourite = false) => ({
    search,
    favourite,
    limit,
    offset,
  });
  const cat = use('浮世絵の猫', '2026-11-22T01:00:00Z', '1');
  const dog = use('浮世絵の犬', '2026-11-22T02:00:00Z', '2');
  assert.equal(use('浮世絵の猫', '2026-11-22T03:00:00Z', '18446744073709551615'), cat);

  const [latest, before] = tables.prompts.list(matching('', 10));
  assert.deepEqual(
    [latest?.id, latest?.uses, latest?.seed, latest?.createdAt, latest?.lastUsedAt, before?.id],
    [cat, 2, '18446744073709551615', '2026-11-22T01:00:00Z', '2026-11-22T03:00:00Z', dog],
  );
  assert.deepEqual(
    tables.prompts.list(matching('猫', 10)).map(({ id }) => id),
    [cat],
  );
  assert.equal(tables.prompts.list(matching('', 1)).length, 1);
  assert.deepEqual(
    tables.prompts.list(matching('', 1, 1)).map(({ id }) => id),
    [dog],
  );

  assert.deepEqual(tables.prompts.list(matching('', 10, 0, true)), []);
  assert.equal(tables.prompts.setFavourite(dog, true), true);
  assert.equal(tables.prompts.setFavourite('no such prompt', true), false);
  const favourites = (search: string) =>
    tables.prompts.list(matching(search, 10, 0, true)).map((entry) => [entry.id, entry.favourite]);
  assert.deepEqual(favourites(''), [[dog, true]]);
  assert.deepEqual(favourites('浮世絵'), [[dog, true]]);
  assert.deepEqual(favourites('猫'), []);
  use('浮世絵の犬', '2026-11-22T02:00:00Z', '3');
  assert.deepEqual(favourites(''), [[dog, true]], 'printing it again leaves it a favourite');

  assert.equal(tables.prompts.remove(cat, now.toISOString()), true);
  assert.deepEqual(tables.prompts.list(matching('猫', 10)), []);
  assert.equal(tables.prompts.restore(cat), true);
  assert.equal(tables.prompts.list(matching('猫', 10)).length, 1);
  tables.prompts.remove(cat, now.toISOString());
  tables.prompts.purgeRemoved();
  assert.equal(tables.prompts.restore(cat), false);
  assert.equal(tables.prompts.remove('unknown', now.toISOString()), false);
});
