import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openGallery, jsd, sd, fillGallery } from './open-gallery.ts';

test('facets count what choosing them would show, whatever is chosen in the same facet', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const hour = 3_600_000;
  const all = gallery.tables.gallery.facets({}, 0);
  assert.deepEqual(all.arms, [
    { value: 'ja', count: 4 },
    { value: 'en', count: 2 },
  ]);
  assert.deepEqual(all.models, [
    { value: jsd.fingerprint, name: jsd.name, count: 4 },
    { value: sd.fingerprint, name: sd.name, count: 2 },
  ]);
  assert.deepEqual([all.count, all.ratings, all.favourites], [6, [3, 0, 0, 1, 1, 1], 1]);
  assert.deepEqual(
    all.months.map(({ value, count }) => `${value} ${count}`),
    ['2026-03 2', '2026-02 2', '2026-01 2'],
  );
  // In Tokyo nothing of this changes; nine hours west of London the first of the month is the last of the one before.
  assert.equal(gallery.tables.gallery.facets({}, -9 * hour).months[1]?.value, '2026-02');
  assert.equal(gallery.tables.gallery.facets({}, -9 * hour).months[0]?.count, 1);
  assert.deepEqual(all.boards, [
    { value: 'board1', count: 2 },
    { value: 'board2', count: 1 },
  ]);
  assert.equal(all.scores?.lowest.toFixed(2), '0.28');

  const english = gallery.tables.gallery.facets({ arms: ['en'] }, 0);
  assert.deepEqual(english.arms, all.arms);
  assert.deepEqual(english.sizes, [
    { value: '64x64', count: 1 },
    { value: '96x64', count: 1 },
  ]);
  assert.deepEqual(english.tags, []);
  const both = gallery.tables.gallery.facets({ arms: ['en'], sizes: ['96x64'] }, 0);
  assert.deepEqual(both.arms, [
    { value: 'en', count: 1 },
    { value: 'ja', count: 1 },
  ]);
  assert.deepEqual(gallery.tables.gallery.facets({ tags: ['動物'] }, 0).tags, [
    { value: '動物', count: 2 },
    { value: 'ネコ', count: 1 },
  ]);
});
