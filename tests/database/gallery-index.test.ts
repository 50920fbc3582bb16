import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { openGallery, fillGallery } from './open-gallery.ts';

test('what is written by any statement is seen by the next filter, and what is rolled back is not', (t) => {
  const gallery = openGallery(t);
  const { tables, database } = gallery;
  fillGallery(gallery);
  const id = tables.gallery.listIds({ favourite: true })[0] ?? '';
  gallery.set('f', 'favourite = 1');
  assert.deepEqual(gallery.find({ favourite: true }), ['f', 'a']);
  tables.pictureFiles.markRemoved(id, '2026-04-01T00:00:00Z');
  assert.deepEqual(gallery.find({ favourite: true }), ['f']);
  assert.deepEqual(gallery.find({ removed: true }), ['a']);
  tables.pictureFiles.markKept(id);
  assert.throws(() =>
    tables.transaction(() => {
      database.exec('DELETE FROM pictures WHERE favourite = 1');
      assert.deepEqual(gallery.find({ favourite: true }), []);
      gallery.add('g', {});
      throw new Error('not today');
    }),
  );
  assert.equal(gallery.find({}).join(''), 'fedcba');
  database.exec('DELETE FROM pictures WHERE favourite = 1');
  assert.equal(gallery.find({}).join(''), 'edcb');
  // The next picture gets the row number of a deleted one.
  gallery.add('h', { createdAt: '2026-01-10T00:00:00Z' });
  assert.equal(gallery.find({}).join(''), 'hedcb');
});

test('facts that are read in parts miss no change that comes in between', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = openGallery(t, file);
  const ids = before.tables.transaction(() =>
    Array.from({ length: 9000 }, (_, number) => before.add(String(number))),
  );
  before.database.close();

  const { tables, database, add } = openGallery(t, file);
  assert.equal(tables.gallery.prepare(), true);
  const remove = database.prepare('UPDATE pictures SET removed_at = ? WHERE id = ?');
  for (const id of [ids[0], ids[8999]]) remove.run('2026', id);
  add('new');
  const kept = tables.gallery.listIds({ order: 'oldest' });
  assert.deepEqual([kept.length, kept[0], new Set(kept).size], [8999, ids[1], 8999]);
  assert.deepEqual(tables.gallery.listIds({ removed: true }), [ids[8999], ids[0]]);
  assert.equal(tables.gallery.prepare(), false);
});

test('the newest pictures are listed before anything else is read', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = openGallery(t, file);
  fillGallery(before);
  const ids = before.tables.gallery.listIds({});
  before.database.close();
  const { tables } = openGallery(t, file);
  assert.deepEqual(tables.gallery.newest(3), ids.slice(0, 3));
  assert.equal(tables.gallery.ready, false);
  assert.equal(tables.gallery.listIds({ arms: ['en'] }).length, 2);
  assert.equal(tables.gallery.ready, true);
});
