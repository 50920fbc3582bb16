import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { ImportPicturesEvent } from '../../electron/api/contract/import-pictures.ts';
import { encodePicture } from '../../electron/images/picture-file.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { pngWith } from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { openBareStudio } from '../helpers/open-test-studio.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const parameters = `猫と東京、水彩
Negative prompt: 文字
Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567, Size: 16x16, Model: anything`;

async function open(t: TestContext, data: string): Promise<Studio> {
  const spawnWorker = () => assert.fail('nothing is printed here');
  return (await openBareStudio(t, { data, spawnWorker })).studio;
}

/** A picture in one colour of its own. */
async function plain(colour: string, format: 'png' | 'jpeg' | 'webp' = 'png'): Promise<Uint8Array> {
  return await sharp({ create: { width: 32, height: 24, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();
}

async function importAll(
  studio: Studio,
  paths: string[],
  keep: 'copy' | 'link' = 'copy',
): Promise<{ events: ImportPicturesEvent[]; last: ImportPicturesEvent | undefined }> {
  const events: ImportPicturesEvent[] = [];
  for await (const event of studio.pictureImport.import({ paths, keep })) events.push(event);
  return { events, last: events.at(-1) };
}

async function allPictures(studio: Studio) {
  const { ids } = await studio.gallery.list({});
  return await studio.gallery.get({ ids });
}

test('a folder comes in with all that is below it, from folders and files of any name', async (t) => {
  const from = temporaryFolder();
  await writeTo(from, 'C:\\あ/猫.png', await pngWith({ parameters }));
  // As macOS writes it: が in two characters.
  await writeTo(from, 'か\u3099ぞう/ハ\u309A.JPG', await plain('#123456', 'jpeg'));
  await writeTo(from, 'deep/er/絵 (1).webp', await plain('#fedcba', 'webp'));
  await writeTo(from, 'notes.txt', 'no picture, and not named as one');
  await writeTo(from, '.thumbnails/small.png', await plain('#000001'));
  const studio = await open(t, join(temporaryFolder(), 'データ'));

  const { last } = await importAll(studio, [from]);
  assert.deepEqual(last, { type: 'done', done: 3, total: 3, added: 3, known: 0, failed: 0 });

  const pictures = await allPictures(studio);
  const [cat] = (await studio.gallery.list({ search: '東京' })).ids;
  const found = pictures.find(({ id }) => id === cat);
  assert.equal(found?.recipe, null);
  assert.equal(found?.imported?.name, '猫.png');
  assert.equal(found?.imported?.found?.program, 'a1111');
  assert.equal(found?.imported?.found?.seed, '1234567');
  for (const question of ['1234567', 'がぞう', 'パ.jpg', 'model:anything', 'neg:文字']) {
    const { ids } = await studio.gallery.list({ search: question });
    assert.equal(ids.length, question === 'がぞう' ? 0 : 1, question);
  }
  for (const { id } of pictures) {
    const full = studio.gallery.locate(id, 'full');
    const thumbnail = studio.gallery.locate(id, 'thumbnail');
    assert.ok(full !== null && existsSync(full.path));
    assert.equal(thumbnail?.mime, 'image/webp');
    assert.match(full.path, /[/\\]\d{4}-\d\d-\d\d[/\\]\d{8}-\d{6}-[0-9a-z]{16}\.(png|jpg|webp)$/);
  }
  const { imported, arms, samplers } = await studio.gallery.facets({});
  assert.deepEqual([imported, arms, samplers], [3, [], [{ value: 'dpmpp-2m-karras', count: 1 }]]);
  assert.equal((await studio.gallery.list({ imported: true })).ids.length, 3);
});

test('what is in already is passed over: the same file, a copy, the same pixels in another format', async (t) => {
  const from = temporaryFolder();
  await writeTo(from, 'a.png', await plain('#336699'));
  await writeTo(from, 'b.png', await plain('#993366'));
  const studio = await open(t, temporaryFolder());
  await importAll(studio, [from]);
  await writeTo(from, 'a again.png', await plain('#336699'));
  await writeTo(
    from,
    'b.webp',
    await sharp(await plain('#993366'))
      .webp({ lossless: true })
      .toBuffer(),
  );
  await writeTo(from, 'c.png', await plain('#aabbcc'));
  const { last } = await importAll(studio, [from]);
  assert.deepEqual(last, { type: 'done', done: 5, total: 5, added: 1, known: 4, failed: 0 });

  const [id = ''] = (await studio.gallery.list({})).ids;
  await studio.gallery.remove({ ids: [id] });
  assert.equal((await importAll(studio, [from])).last?.type, 'done');
  assert.equal((await studio.gallery.list({})).ids.length, 2, 'what is in the trash stays there');
  await studio.gallery.purge({ ids: [id] });
  await importAll(studio, [from]);
  assert.equal((await studio.gallery.list({})).ids.length, 3, 'what was deleted can come again');
});

test('twins in one folder come in once', async (t) => {
  const from = temporaryFolder();
  for (const name of ['1', '2', '3', '4', '5', '6', '7', '8']) {
    await writeTo(from, `${name}.png`, await plain('#777777'));
  }
  const studio = await open(t, temporaryFolder());
  const { last } = await importAll(studio, [from]);
  assert.deepEqual(last, { type: 'done', done: 8, total: 8, added: 1, known: 7, failed: 0 });
});

test('a bad file is named with its reason and stops nothing', async (t) => {
  const from = temporaryFolder();
  const whole = await pngWith({ parameters });
  await writeTo(from, '途中.png', whole.subarray(0, whole.length - 30));
  await writeTo(from, '文章.png', 'これは絵ではない');
  await writeTo(from, '空.jpg', '');
  await writeTo(from, 'good.png', await plain('#445566'));
  const studio = await open(t, temporaryFolder());
  const { events, last } = await importAll(studio, [from]);
  assert.deepEqual(last, { type: 'done', done: 4, total: 4, added: 1, known: 0, failed: 3 });
  const failures = events.flatMap((event) =>
    event.type === 'failed' ? [[event.path, event.reason]] : [],
  );
  assert.deepEqual(failures.toSorted(), [
    [join(from, '文章.png'), 'not-a-picture'],
    [join(from, '空.jpg'), 'not-a-picture'],
    [join(from, '途中.png'), 'damaged'],
  ]);
  assert.equal(readdirSync(join(from)).length, 4, 'nothing of the user’s was touched');
});

test('damaged words are no reason to leave a whole picture out', async (t) => {
  const from = temporaryFolder();
  const bytes = Buffer.from(await pngWith({ parameters }));
  const at = bytes.indexOf('Negative');
  bytes[at] = 0;
  await writeTo(from, 'x.png', bytes);
  const studio = await open(t, temporaryFolder());
  await importAll(studio, [from]);
  const [picture] = await allPictures(studio);
  assert.equal(picture?.imported?.found, null);
});

test('linked pictures stay where they are, whatever becomes of them in the gallery', async (t) => {
  const from = temporaryFolder();
  const data = temporaryFolder();
  const path = await writeTo(from, '風景/山.png', await plain('#224466'));
  const studio = await open(t, data);
  await importAll(studio, [from], 'link');
  const [picture] = await allPictures(studio);
  assert.ok(picture?.linked);
  assert.equal(studio.gallery.locate(picture.id, 'full')?.path, path);
  await studio.gallery.remove({ ids: [picture.id] });
  assert.ok(existsSync(path), 'still there in the trash');
  assert.deepEqual((await studio.gallery.restore({ ids: [picture.id] })).ids, [picture.id]);
  await studio.gallery.remove({ ids: [picture.id] });
  const { ids, bytes } = await studio.gallery.purge({ ids: [picture.id] });
  assert.deepEqual([ids, bytes], [[picture.id], 0]);
  assert.ok(existsSync(path), 'still there when it is forgotten');
  assert.equal(studio.gallery.locate(picture.id, 'thumbnail'), null);
});

test('a picture is as old as its file', async (t) => {
  const from = temporaryFolder();
  const path = await writeTo(from, 'old.png', await plain('#224466'));
  await utimes(path, new Date('2023-05-06T07:08:09Z'), new Date('2023-05-06T07:08:09Z'));
  await writeTo(from, 'new.png', await plain('#224467'));
  const studio = await open(t, temporaryFolder());
  await importAll(studio, [from]);
  const [, old] = await allPictures(studio);
  assert.equal(old?.createdAt, '2023-05-06T07:08:09.000Z');
  assert.equal((await studio.gallery.list({ before: '2023-06-01T00:00:00Z' })).ids.length, 1);
});

test('stopped, it keeps what it has and goes on from there', async (t) => {
  const from = temporaryFolder();
  const count = 90;
  for (let number = 0; number < count; number++) {
    await writeTo(from, `${number}.png`, await plain(`rgb(${number}, 20, 200)`));
  }
  const data = temporaryFolder();
  const studio = await open(t, data);
  const stop = new AbortController();
  await assert.rejects(async () => {
    const events = studio.pictureImport.import({ paths: [from] }, { signal: stop.signal });
    for await (const event of events) if (event.type === 'progress' && event.done > 0) stop.abort();
  });
  const kept = (await studio.gallery.list({})).ids.length;
  assert.ok(kept >= 32 && kept < count, `${kept} pictures`);
  const { last } = await importAll(studio, [from]);
  assert.deepEqual(last, {
    type: 'done',
    done: count,
    total: count,
    added: count - kept,
    known: kept,
    failed: 0,
  });
});

test('pictures of another Nishiki come with their recipes and their pairs', async (t) => {
  const from = temporaryFolder();
  const rgb = new Uint8Array(64 * 64 * 3).fill(99);
  const image = { width: 64, height: 64, rgb };
  for (const [arm, prompt, pictureId] of [
    ['ja', '猫', 'pair0000000000ja'],
    ['en', 'cat', 'pair0000000000en'],
  ] as const) {
    const recipe = makeRecipe({ arm, prompt, pictureId, comparisonId: 'comparison' });
    await writeTo(from, `${arm}.png`, await encodePicture(image, recipe));
  }
  const studio = await open(t, temporaryFolder());
  const { last } = await importAll(studio, [from]);
  assert.ok(last?.type === 'done' && last.added === 2, 'equal pixels of a pair are two pictures');
  const { arms, pictures } = await studio.comparisons.get({ id: 'comparison' });
  assert.deepEqual(
    arms.map(({ prompt }) => prompt),
    ['猫', 'cat'],
  );
  assert.deepEqual(pictures, [['pair0000000000ja', 'pair0000000000en']]);
  assert.ok((await importAll(studio, [from])).last?.type === 'done');
  assert.equal((await studio.gallery.list({})).ids.length, 2);
});

test('with the database lost, imported pictures are the same pictures again', async (t) => {
  const from = temporaryFolder();
  const data = temporaryFolder();
  await writeTo(from, 'a.png', await pngWith({ parameters }));
  await writeTo(from, 'b.jpg', await plain('#123456', 'jpeg'));
  const first = await open(t, data);
  await importAll(first, [from]);
  const before = (await first.gallery.list({})).ids;
  await first.gallery.remove({ ids: [before[1] ?? ''] });
  await first.close();
  for (const file of readdirSync(data)) {
    if (file.startsWith('nishiki.db')) await rm(join(data, file));
  }
  const second = await open(t, data);
  const [kept] = await allPictures(second);
  assert.equal(kept?.id, before[0]);
  assert.deepEqual((await second.gallery.list({ removed: true })).ids, [before[1]]);
});

test('a folder that is not there is said to be so', async (t) => {
  const studio = await open(t, temporaryFolder());
  await assert.rejects(importAll(studio, ['/no/such/folder']), (error: unknown) => {
    assert.ok(error instanceof StudioError && error.code === 'PICTURES_UNREADABLE');
    assert.deepEqual(error.data, { path: '/no/such/folder', reason: 'ENOENT' });
    return true;
  });
});

test('the gallery does not import itself', async (t) => {
  const data = temporaryFolder();
  await writeTo(data, 'pictures/2026-01-01/x.png', await plain('#123456'));
  const studio = await open(t, data);
  const { last } = await importAll(studio, [dirname(data), data].slice(1));
  assert.ok(last?.type === 'done' && last.total === 0);
});

test('one picture comes by its bytes alone', async (t) => {
  const studio = await open(t, temporaryFolder());
  const file = new Blob([(await pngWith({ parameters })) as Uint8Array<ArrayBuffer>]);
  const modifiedAt = '2024-01-02T03:04:05.000Z';
  const added = await studio.pictureImport.add({ file, name: 'ね/こ.png', modifiedAt });
  assert.equal(added.outcome, 'added');
  const [picture] = await studio.gallery.get({ ids: [added.pictureId] });
  assert.deepEqual([picture?.imported?.name, picture?.createdAt], ['こ.png', modifiedAt]);
  const again = await studio.pictureImport.add({ file, name: 'again.png' });
  assert.deepEqual(again, { outcome: 'known', pictureId: added.pictureId });
  await assert.rejects(
    studio.pictureImport.add({ file: new Blob(['nothing']), name: 'x.png' }),
    (error: unknown) => error instanceof StudioError && error.code === 'INPUT_UNREADABLE',
  );
});
