import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import SQLite from 'better-sqlite3';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

const everything = { search: '', arms: [] };

async function printPair(
  { studio, request }: TestStudio,
  count = 1,
  fields: Parameters<TestStudio['request']>[0] = {},
): Promise<Picture[]> {
  return savedPictures(await collectEvents(studio.generation.run(request({ count, ...fields }))));
}

/** A studio that has printed a pair, with the pair's pictures and their files. */
async function openPrinted(t: TestContext) {
  const first = await openTestStudio(t);
  const [ja, en] = await printPair(first);
  assert.ok(ja !== undefined && en !== undefined);
  return { first, ja, en, jaFile: fileOf(first, ja), enFile: fileOf(first, en) };
}

function removeRow(data: string, id: string): void {
  const database = new SQLite(join(data, 'nishiki.db'));
  database.prepare('DELETE FROM pictures WHERE id = ?').run(id);
  database.close();
}

function fileOf({ studio }: TestStudio, picture: Picture): string {
  const located = studio.gallery.locate(picture.id, 'full');
  assert.ok(located !== null);
  return located.path;
}

test(
  'a picture whose row was not written comes back whole, into its pair and its prompt',
  skipWithoutModels,
  async (t) => {
    const { first, ja, en } = await openPrinted(t);
    const comparison = ja.comparisonId ?? '';
    await first.studio.close();
    removeRow(first.data, ja.id);
    rmSync(join(first.data, 'thumbnails'), { recursive: true });

    const { studio } = await openTestStudio(t, { data: first.data });
    assert.equal((await studio.system.info()).health.recovered, 1);
    assert.deepEqual(await studio.gallery.get({ ids: [ja.id, en.id] }), [ja, en]);
    assert.deepEqual((await studio.comparisons.get({ id: comparison })).pictures, [[ja.id, en.id]]);
    const [prompt] = await studio.prompts.list({
      search: '',
      favourite: false,
      limit: 1,
      offset: 0,
    });
    assert.deepEqual(new Set(prompt?.pictureIds), new Set([ja.id, en.id]));
    assert.deepEqual(await studio.gallery.list({ search: '油絵', arms: [] }), { ids: [ja.id] });
    assert.equal(studio.gallery.locate(ja.id, 'thumbnail')?.mime, 'image/webp');
  },
);

test(
  'with the database lost, variations of one seed find their places again',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    await printPair(first, 3, { variation: { seed: '7', strength: 0.3 } });
    const [before] = await first.studio.comparisons.list({ limit: 5 });
    await first.studio.close();
    for (const name of readdirSync(first.data)) {
      if (name.startsWith('nishiki.db')) rmSync(join(first.data, name));
    }

    const { studio } = await openTestStudio(t, { data: first.data });
    const [after] = await studio.comparisons.list({ limit: 5 });
    assert.deepEqual(after?.seeds, ['42', '42', '42']);
    assert.deepEqual(after?.settings, before?.settings);
    assert.deepEqual(after?.pictures, before?.pictures);
  },
);

test(
  'with the database lost, gallery, trash and pairs are built anew from the files',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const pictures = await printPair(first, 2);
    const [removed] = pictures;
    assert.ok(removed !== undefined);
    await first.studio.gallery.remove({ ids: [removed.id] });
    const before = await first.studio.comparisons.list({ limit: 5 });
    await first.studio.close();
    for (const name of readdirSync(first.data)) {
      if (name.startsWith('nishiki.db')) rmSync(join(first.data, name));
    }

    const { studio, ja, en } = await openTestStudio(t, { data: first.data });
    assert.equal((await studio.system.info()).health.recovered, 4);
    const kept = pictures.slice(1);
    assert.deepEqual(
      (await studio.gallery.list(everything)).ids,
      kept.map(({ id }) => id).toReversed(),
    );
    const records = await studio.gallery.get({ ids: kept.map(({ id }) => id) });
    assert.deepEqual(
      records.map(({ recipe, bytes, fileName }) => ({ recipe, bytes, fileName })),
      kept.map(({ recipe, bytes, fileName }) => ({ recipe, bytes, fileName })),
    );
    assert.deepEqual(await studio.gallery.restore({ ids: [removed.id] }), { ids: [removed.id] });
    const [comparison] = await studio.comparisons.list({ limit: 5 });
    assert.deepEqual(
      [comparison?.id, comparison?.seeds, comparison?.settings, comparison?.createdAt],
      [before[0]?.id, before[0]?.seeds, before[0]?.settings, removed.createdAt],
    );
    assert.deepEqual(
      comparison?.pictures,
      before[0]?.pictures.map((row, seed) =>
        row.map((id, arm) => (seed === 0 && arm === 0 ? removed.id : id)),
      ),
    );
    assert.deepEqual(
      comparison?.arms.map(({ kind, prompt }) => [kind, prompt]),
      [
        [ja.kind, ja.prompt],
        [en.kind, en.prompt],
      ],
    );
  },
);

test(
  'a file whose row is there is not taken twice, also when it was copied or moved',
  skipWithoutModels,
  async (t) => {
    const { first, ja, en, jaFile, enFile } = await openPrinted(t);
    await first.studio.close();
    cpSync(jaFile, jaFile.replace('.png', ' のコピー.png'));
    const moved = join(first.data, 'pictures', 'お気に入り.png');
    renameSync(enFile, moved);

    const second = await openTestStudio(t, { data: first.data });
    const { studio, problems } = second;
    assert.deepEqual((await studio.gallery.list(everything)).ids, [en.id, ja.id]);
    assert.equal(fileOf(second, ja), jaFile);
    assert.equal(fileOf(second, en), moved);
    assert.equal((await studio.system.info()).health.recovered, 0);
    assert.deepEqual(problems, []);
  },
);

test(
  'a removal or return that a crash cut off is completed: the file’s place decides',
  skipWithoutModels,
  async (t) => {
    const { first, ja, en, jaFile, enFile } = await openPrinted(t);
    await first.studio.gallery.remove({ ids: [en.id] });
    await first.studio.close();
    renameSync(jaFile, jaFile.replace('pictures', 'trash'));
    renameSync(enFile.replace('pictures', 'trash'), enFile);

    const { studio } = await openTestStudio(t, { data: first.data });
    assert.deepEqual((await studio.gallery.list(everything)).ids, [en.id]);
    assert.deepEqual(await studio.gallery.restore({ ids: [ja.id] }), { ids: [ja.id] });
  },
);

test(
  'half-written files go, foreign ones stay and are named, missing ones are reported and kept',
  skipWithoutModels,
  async (t) => {
    const { first, ja, en, jaFile } = await openPrinted(t);
    await first.studio.close();
    const folder = dirname(jaFile);
    rmSync(jaFile);
    writeFileSync(join(folder, 'half.png.part'), 'half');
    writeFileSync(join(folder, 'fake.png'), 'no picture');
    writeFileSync(join(folder, 'notes.txt'), 'notes');

    const { studio, problems } = await openTestStudio(t, { data: first.data });
    assert.deepEqual(
      readdirSync(folder).toSorted(),
      [en.fileName, 'fake.png', 'notes.txt'].toSorted(),
    );
    assert.equal(problems.length, 2);
    assert.match(problems.join('\n'), /fake\.png cannot be taken into the gallery/);
    assert.match(problems.join('\n'), new RegExp(`without a file: 1, .*${ja.fileName}`));
    assert.deepEqual((await studio.gallery.list(everything)).ids, [en.id, ja.id]);
    assert.equal(studio.gallery.locate(ja.id, 'full'), null);
    assert.deepEqual(await studio.gallery.remove({ ids: [ja.id] }), { ids: [ja.id] });
    assert.deepEqual((await studio.gallery.list(everything)).ids, [en.id]);
  },
);

test(
  'the trash: out of the gallery, off the search, and back again',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    const [ja, en] = await printPair(opened);
    assert.ok(ja !== undefined && en !== undefined);
    const file = fileOf(opened, ja);
    assert.deepEqual(await studio.gallery.remove({ ids: [ja.id, 'unknown', ja.id] }), {
      ids: [ja.id],
    });
    assert.ok(!existsSync(file));
    assert.ok(studio.gallery.locate(ja.id, 'thumbnail') !== null, 'the trash can be looked at');
    assert.deepEqual(await studio.gallery.get({ ids: [ja.id, en.id] }), [en]);
    assert.deepEqual(await studio.gallery.list({ search: '油絵', arms: [] }), { ids: [] });
    const { pictures } = await studio.comparisons.get({ id: ja.comparisonId ?? '' });
    assert.deepEqual(pictures, [[null, en.id]]);
    assert.deepEqual(await studio.gallery.restore({ ids: [ja.id, en.id] }), { ids: [ja.id] });
    assert.equal(fileOf(opened, ja), file);
    assert.deepEqual(await studio.gallery.get({ ids: [ja.id] }), [ja]);
  },
);
