import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { openGallery, jsd, fillGallery } from './open-gallery.ts';

test('every filter alone, and all of them together', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const cases: [GalleryFilterInput, string][] = [
    [{}, 'fedcba'],
    [{ arms: ['en'] }, 'ec'],
    [{ arms: ['en', 'ja'] }, 'fedcba'],
    [{ models: [jsd.fingerprint] }, 'fdba'],
    [{ samplers: ['lms'] }, 'd'],
    [{ sizes: ['96x64'] }, 'ed'],
    [{ sizes: ['96x64', '64x64'] }, 'fedcba'],
    [{ minRating: 4 }, 'ea'],
    [{ minRating: 3, maxRating: 4 }, 'eb'],
    [{ maxRating: 0 }, 'fdc'],
    [{ favourite: true }, 'a'],
    [{ tags: ['動物'] }, 'ba'],
    [{ tags: ['動物', 'ねこ'] }, 'a'],
    [{ boardId: 'board1' }, 'eb'],
    [{ boardId: 'unknown' }, ''],
    [{ from: '2026-02-01T00:00:00Z' }, 'fedc'],
    [{ from: '2026-02-01T00:00:00Z', before: '2026-03-01T00:00:00Z' }, 'dc'],
    [{ minScore: 0.3 }, 'a'],
    [{ maxScore: 0.3 }, 'b'],
    [{ minScore: 0.28, maxScore: 0.31 }, 'ba'],
    [{ jobId: 'j1' }, 'ba'],
    [{ order: 'oldest' }, 'abcdef'],
    [{ order: 'rating' }, 'aebfdc'],
    [{ order: 'score' }, 'abfedc'],
    [{ stacked: true }, 'edca'],
    [
      {
        search: '猫',
        arms: ['ja'],
        tags: ['動物'],
        minRating: 3,
        sizes: ['64x64'],
        before: '2026-01-10T00:00:00Z',
      },
      'a',
    ],
  ];
  for (const [filter, expected] of cases) {
    assert.equal(gallery.find(filter).join(''), expected, JSON.stringify(filter));
  }
});

test('words are found in every field, in one field, or not at all', (t) => {
  const gallery = openGallery(t);
  fillGallery(gallery);
  const cases: [string, string][] = [
    ['猫', 'dba'],
    ['ねこ', 'a'],
    ['どう', ''],
    ['東京', 'fd'],
    ['猫 -油絵', 'db'],
    ['-猫', 'fec'],
    ['prompt:猫', 'ba'],
    ['プロンプト：猫', 'ba'],
    ['neg:猫', 'd'],
    ['-ネガ：猫', 'fecba'],
    ['model:japanese', 'fdba'],
    ['タグ:動物', 'ba'],
    ['tag:ﾈｺ', 'a'],
    ['seed:777', 'e'],
    ['777', 'e'],
    ['77', ''],
    ['シード:７７７', 'e'],
    ['-777', 'fdcba'],
    ['http://', ''],
  ];
  for (const [search, expected] of cases) {
    assert.equal(gallery.find({ search }).join(''), expected, search);
  }
});

test('a stack shows its favourite, then its best rated, and says how many it holds', (t) => {
  const gallery = openGallery(t);
  for (const name of ['a', 'b', 'c']) gallery.add(name, { jobId: 'batch' });
  gallery.add('d', { jobId: 'alone' });
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'c']);
  assert.deepEqual(gallery.tables.gallery.browse({ stacked: true }).stackSizes, [1, 3]);
  gallery.set('a', 'rating = 2');
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'a']);
  gallery.set('b', 'favourite = 1');
  assert.deepEqual(gallery.find({ stacked: true }), ['d', 'b']);
});

test('duplicates are kept pictures with the same pixels', (t) => {
  const gallery = openGallery(t);
  gallery.add('a', {}, { contentHash: 'x' });
  gallery.add('b', {}, { contentHash: 'y' });
  gallery.add('c', {}, { contentHash: 'x' });
  gallery.add('d', {});
  gallery.add('e', {}, { contentHash: 'y', removedAt: '2026-01-01T00:00:00Z' });
  assert.deepEqual(gallery.find({ duplicates: true }), ['c', 'a']);
  gallery.add('f', {}, { contentHash: 'y' });
  gallery.add('g', {}, { contentHash: 'x' });
  assert.deepEqual(gallery.find({ duplicates: true }), ['g', 'c', 'a', 'f', 'b']);
});

test('of pictures that show the same, all but the best can go: the oldest, or what the user and the studio made more of', (t) => {
  const gallery = openGallery(t);
  const byId = new Map<string, string>();
  for (const [name, contentHash] of Object.entries({ a: 'x', b: 'y', c: 'x', d: 'x', e: 'y' })) {
    byId.set(gallery.add(name, {}, { contentHash }), name);
  }
  gallery.add('alone', {}, { contentHash: 'z' });
  gallery.add('f', {}, { contentHash: 'z', removedAt: '2026-01-01T00:00:00Z' });
  gallery.add('unreadable', {}, { contentHash: '' });
  gallery.add('unreadable as well', {}, { contentHash: '' });
  const beyondBest = () =>
    gallery.tables.pictureHashes
      .beyondBest()
      .map((id) => byId.get(id))
      .toSorted()
      .join('');
  assert.equal(beyondBest(), 'cde', 'the oldest stay');
  gallery.set('a', `arm = ''`);
  assert.equal(beyondBest(), 'ade', 'a picture made elsewhere is less than one of the studio');
  gallery.set('a', 'rating = 1');
  assert.equal(beyondBest(), 'cde', 'stars count for more');
  gallery.set('d', 'favourite = 1');
  assert.equal(beyondBest(), 'ace', 'a heart for most');
});
