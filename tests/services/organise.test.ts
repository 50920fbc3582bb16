import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { galleryFilterSchema } from '../../electron/api/contract/gallery-filter.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

async function print({ studio, ja, request }: TestStudio, count: number): Promise<Picture[]> {
  const run = studio.generation.run(request({ arms: [ja], count }));
  return savedPictures(await collectEvents(run));
}

test(
  'marks are set on many pictures at once, and what was before comes back',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { gallery, organise } = opened.studio;
    const pictures = await print(opened, 2);
    const ids = pictures.map(({ id }) => id);
    const [first, second] = ids as [string, string];
    await organise.mark({ ids: [first], change: { rating: 3, addTags: ['夜', 'ネコ'] } });
    const { before } = await organise.mark({
      ids,
      change: { rating: 5, favourite: true, addTags: ['ねこ', '祭り'], removeTags: ['夜'] },
    });
    const [one, two] = await gallery.get({ ids });
    assert.deepEqual([one?.rating, one?.favourite, one?.tags], [5, true, ['ネコ', '祭り']]);
    assert.deepEqual(two?.tags, ['ねこ', '祭り']);
    assert.deepEqual((await gallery.list({ minRating: 5, tags: ['ﾈｺ'] })).ids, [second, first]);

    await organise.restoreMarks({ marks: before });
    const restored = await gallery.get({ ids });
    assert.deepEqual(
      restored.map(({ rating, favourite, tags }) => [rating, favourite, tags]),
      [
        [3, false, ['ネコ', '夜']],
        [0, false, []],
      ],
    );
    await organise.mark({ ids: ['unknown'], change: { rating: 1 } });
  },
);

test(
  'a board holds pictures; removed, its pictures stay and it can be put back as it was',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { gallery, organise } = opened.studio;
    const ids = (await print(opened, 3)).map(({ id }) => id);
    const board = await organise.boards.create({ name: '展示' });
    assert.deepEqual([board.count, board.coverId], [0, null]);
    const [first, second, third] = ids as [string, string, string];
    await organise.mark({ ids: [first, second], change: { addBoards: [board.id] } });
    await gallery.remove({ ids: [second] });
    assert.deepEqual(
      (await organise.boards.list()).map(({ name, count, coverId }) => [name, count, coverId]),
      [['展示', 1, first]],
    );
    assert.equal((await organise.boards.rename({ id: board.id, name: '壁' }))[0]?.name, '壁');

    const removal = await organise.boards.remove({ id: board.id });
    assert.deepEqual(removal.pictureIds.toSorted(), [first, second].toSorted());
    assert.deepEqual(await organise.boards.list(), []);
    assert.deepEqual((await gallery.list({})).ids, [third, first]);
    assert.deepEqual((await gallery.get({ ids: [first] }))[0]?.boards, []);

    const again = await organise.boards.create({ id: board.id, name: '壁' });
    await organise.mark({ ids: removal.pictureIds, change: { addBoards: [again.id] } });
    assert.deepEqual((await gallery.list({ boardId: board.id })).ids, [first]);
  },
);

test('a search is kept under its name', skipWithoutModels, async (t) => {
  const first = await openTestStudio(t);
  const filter = galleryFilterSchema.parse({ search: '東京', minRating: 4, tags: ['夜'] });
  const saved = await first.studio.organise.savedSearches.save({ name: '夜の東京', filter });
  await first.studio.close();
  const { studio } = await openTestStudio(t, { data: first.data });
  assert.deepEqual(await studio.organise.savedSearches.list(), [saved]);
  await studio.organise.savedSearches.remove({ id: saved.id });
  assert.deepEqual(await studio.organise.savedSearches.list(), []);
});

test(
  'the trash shows its pictures and is emptied of those only that are in it',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { gallery } = opened.studio;
    const pictures = await print(opened, 2);
    const [kept, gone] = pictures as [Picture, Picture];
    await gallery.remove({ ids: [gone.id] });
    assert.deepEqual((await gallery.list({ removed: true })).ids, [gone.id]);
    const [record] = await gallery.get({ ids: [gone.id], removed: true });
    assert.ok(record !== undefined && record.removedAt !== null);
    assert.equal(gallery.locate(gone.id, 'thumbnail')?.mime, 'image/webp');

    const purged = await gallery.purge({ ids: [kept.id, gone.id, 'unknown'] });
    assert.deepEqual(purged, { ids: [gone.id], bytes: gone.bytes });
    assert.deepEqual((await gallery.list({ removed: true })).ids, []);
    assert.deepEqual((await gallery.list({})).ids, [kept.id]);
    for (const folder of ['pictures', 'trash', 'thumbnails']) {
      const files = readdirSync(join(opened.data, folder), { recursive: true }).map(String);
      const its = files.filter((name) => name.includes(gone.fileName.replace('.png', '')));
      assert.deepEqual(its, [], folder);
    }
    await opened.studio.close();
    const again = await openTestStudio(t, { data: opened.data });
    assert.equal((await again.studio.system.info()).health.recovered, 0);
  },
);

test(
  'pictures of the same pixels are duplicates, also those made before pixels were compared',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { gallery } = opened.studio;
    const [first] = await print(opened, 2);
    const [again] = await print(opened, 1);
    assert.ok(first !== undefined && again !== undefined);
    const duplicates = async () => (await gallery.list({ duplicates: true })).ids;
    assert.deepEqual(await duplicates(), [again.id, first.id]);

    await opened.studio.close();
    const { default: SQLite } = await import('better-sqlite3');
    const database = new SQLite(join(opened.data, 'nishiki.db'));
    database.exec('UPDATE pictures SET content_hash = NULL');
    database.close();
    const { studio } = await openTestStudio(t, { data: opened.data });
    assert.deepEqual((await studio.gallery.list({ duplicates: true })).ids, []);
    // A drive that is away just then.
    const { path } = studio.gallery.locate(first.id, 'full') ?? assert.fail();
    renameSync(path, `${path}.away`);
    const away = [];
    for await (const step of studio.gallery.findDuplicates()) away.push(step);
    assert.deepEqual(away.at(-1), { done: 3, total: 3 });
    renameSync(`${path}.away`, path);
    const progress = [];
    for await (const step of studio.gallery.findDuplicates()) progress.push(step);
    assert.deepEqual(progress, [
      { done: 0, total: 1 },
      { done: 1, total: 1 },
    ]);
    assert.deepEqual((await studio.gallery.list({ duplicates: true })).ids, [again.id, first.id]);
    const second: unknown[] = [];
    for await (const step of studio.gallery.findDuplicates()) second.push(step);
    assert.deepEqual(second, [{ done: 0, total: 0 }]);
  },
);

test(
  'a picture knows what it was made from and what was made from it',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, ja, request } = opened;
    const [root] = await print(opened, 1);
    assert.ok(root !== undefined);
    const from = async (parent: Picture): Promise<Picture> => {
      const input = await studio.inputs.addPicture({ pictureId: parent.id });
      const initImage = {
        image: input.id,
        pictureId: parent.id,
        strength: 0.5,
        fit: 'crop' as const,
        keepOriginal: true,
      };
      const [child] = savedPictures(
        await collectEvents(studio.generation.run(request({ arms: [ja], initImage }))),
      );
      assert.ok(child !== undefined);
      return child;
    };
    const child = await from(root);
    const grandchild = await from(child);
    assert.deepEqual(await studio.gallery.lineage({ id: grandchild.id }), {
      ancestors: [child.id, root.id],
      children: [],
    });
    assert.deepEqual((await studio.gallery.lineage({ id: root.id })).children, [child.id]);
    assert.deepEqual((await studio.gallery.list({ parentId: root.id })).ids, [child.id]);
    assert.ok(existsSync(join(opened.data, 'pictures')));
  },
);

test(
  'variations belong to the picture whose seed and words they keep',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, ja, request } = opened;
    const [original] = await print(opened, 1);
    assert.ok(original !== undefined);
    const variations = savedPictures(
      await collectEvents(
        studio.generation.run(
          request({ arms: [ja], count: 2, variation: { seed: '7', strength: 0.3 } }),
        ),
      ),
    ).map(({ id }) => id);
    const [other] = savedPictures(
      await collectEvents(studio.generation.run(request({ arms: [ja], seed: '43' }))),
    );
    assert.ok(other !== undefined);
    assert.deepEqual(
      (await studio.gallery.lineage({ id: original.id })).children,
      variations.toReversed(),
    );
    for (const id of variations) {
      assert.deepEqual((await studio.gallery.lineage({ id })).ancestors, [original.id]);
    }
    assert.deepEqual(await studio.gallery.lineage({ id: other.id }), {
      ancestors: [],
      children: [],
    });
  },
);
