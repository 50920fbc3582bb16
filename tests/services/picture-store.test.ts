import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createPictureStore } from '../../electron/services/picture-store.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const id = 'picture';

/** A gallery of one picture. */
async function openStore(t: TestContext) {
  const data = temporaryFolder();
  const database = openDatabase(join(data, 'nishiki.db'));
  t.after(() => database.close());
  const tables = createTables(database);
  const folder = (name: string): string => join(data, name);
  const folders = {
    pictures: folder('pictures'),
    thumbnails: folder('thumbnails'),
    trash: folder('trash'),
    previews: folder('previews'),
  };
  const store = createPictureStore(tables, folders, () => new Date('2026-11-27T18:00:00Z'));
  await store.save({
    image: { width: 8, height: 8, rgb: new Uint8Array(3 * 64) },
    recipe: makeRecipe({ pictureId: id }),
    modelId: 'm',
    modelNames: [],
    promptId: null,
    cell: { arm: 0, seed: 0 },
  });
  /** Where its file is, as its row says and as it is. */
  const places = () => {
    const row = tables.pictureFiles.get(id);
    const isIn = (name: keyof typeof folders): boolean =>
      existsSync(folders[name]) &&
      readdirSync(folders[name], { recursive: true }).some((file) => String(file).endsWith('.png'));
    return {
      row: row === null ? null : row.removed ? 'trash' : 'pictures',
      files: (['pictures', 'trash'] as const).filter(isIn),
    };
  };
  return { store, places, tables, trash: folders.trash };
}

test('a picture that two pages remove at once is in the trash, once', async (t) => {
  const { store, places } = await openStore(t);
  assert.deepEqual(await Promise.all([store.remove(id), store.remove(id)]), [true, false]);
  assert.deepEqual(places(), { row: 'trash', files: ['trash'] });
});

test('what is asked for first holds, where one page brings back what another one deletes', async (t) => {
  const { store, places } = await openStore(t);
  await store.remove(id);
  const [restored, bytes] = await Promise.all([store.restore(id), store.purge(id)]);
  assert.deepEqual([restored, bytes], [true, null]);
  assert.deepEqual(places(), { row: 'pictures', files: ['pictures'] });

  await store.remove(id);
  const [deleted, again] = await Promise.all([store.purge(id), store.restore(id)]);
  assert.ok(deleted !== null && !again);
  assert.deepEqual(places(), { row: null, files: [] });
});

test('a picture whose file cannot be deleted stays in the trash', async (t) => {
  const { store, tables, trash } = await openStore(t);
  await store.remove(id);
  const file = join(trash, tables.pictureFiles.get(id)?.file ?? '');
  // What nobody may delete, whoever runs the test.
  rmSync(file);
  mkdirSync(file);
  await assert.rejects(store.purge(id));
  assert.equal(tables.pictureFiles.get(id)?.removed, true);
});
