import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { ImportPicturesEvent } from '../../electron/api/contract/import-pictures.ts';
import { encodePicture } from '../../electron/images/picture-file.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { exifOf, jpegWith, unicodeComment } from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { openBareStudio } from '../helpers/open-test-studio.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { formulaPicture } from '../native-models/watermark/formula-picture.ts';

async function open(t: TestContext, data: string): Promise<Studio> {
  const spawnWorker = () => assert.fail('nothing is printed here');
  return (await openBareStudio(t, { data, spawnWorker })).studio;
}

async function importAll(studio: Studio, path: string): Promise<ImportPicturesEvent[]> {
  const events: ImportPicturesEvent[] = [];
  for await (const event of studio.pictureImport.import({ paths: [path] })) events.push(event);
  return events;
}

/** Recipe and thumbnail of the one picture of a gallery, and what kind of file it has. */
async function onlyPicture(studio: Studio) {
  const { ids } = await studio.gallery.list({});
  const [picture] = await studio.gallery.get({ ids });
  assert.ok(ids.length === 1 && picture !== undefined);
  const full = studio.gallery.locate(picture.id, 'full');
  const thumbnail = studio.gallery.locate(picture.id, 'thumbnail');
  assert.ok(thumbnail !== null && full !== null);
  const { format, width, height } = await sharp(thumbnail.path).metadata();
  return { picture, full, thumbnail: [format, width, height] };
}

test('an AVIF that a studio exported comes into another with its recipe, again after its database is lost', async (t) => {
  const recipe = makeRecipe({ pictureId: '01hw2m0000abcdef', prompt: '猫、版画', seed: '77' });
  const from = temporaryFolder();
  await writeTo(from, '猫.png', await encodePicture(formulaPicture(320, 256), recipe));
  const first = await open(t, temporaryFolder());
  await importAll(first, from);
  const { file, name } = await first.exports.picture({
    pictureId: recipe.pictureId,
    format: 'avif',
    quality: 90,
    withRecipe: true,
  });
  assert.match(name, /\.avif$/);
  const shelf = temporaryFolder();
  await writeTo(shelf, '書き出し.AVIF', new Uint8Array(await file.arrayBuffer()));

  const data = temporaryFolder();
  const second = await open(t, data);
  assert.partialDeepStrictEqual((await importAll(second, shelf)).at(-1), { added: 1, failed: 0 });
  assert.partialDeepStrictEqual((await importAll(second, shelf)).at(-1), { added: 0, known: 1 });
  const taken = await onlyPicture(second);
  assert.deepEqual(taken.picture.recipe, recipe);
  assert.equal(taken.full.mime, 'image/avif');
  assert.deepEqual(taken.thumbnail, ['webp', 256, 205]);
  await second.close();

  for (const lost of readdirSync(data).filter((entry) => entry.startsWith('nishiki.db'))) {
    rmSync(join(data, lost));
  }
  const third = await open(t, data);
  const found = await onlyPicture(third);
  assert.deepEqual(found.picture.recipe, recipe);
  assert.deepEqual([found.full, found.thumbnail], [taken.full, taken.thumbnail]);
});

test('an AVIF of another program comes from a page, in ten bits and lying on its side too; a cut one is damaged', async (t) => {
  const comment = '朝の港\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 16x16';
  const exif = exifOf([{ tag: 0x9286, data: unicodeComment(comment) }]);
  const told = await sharp(await jpegWith(exif))
    .keepExif()
    .avif({ bitdepth: 8 })
    .toBuffer();
  const create = { width: 48, height: 32, channels: 4, background: '#6a08' } as const;
  const onItsSide = await sharp({ create }).withMetadata({ orientation: 6 }).avif().toBuffer();
  const studio = await open(t, temporaryFolder());
  const upload = (bytes: Uint8Array, name: string) =>
    studio.pictureImport.add({ file: new Blob([bytes as Uint8Array<ArrayBuffer>]), name });

  const { pictureId } = await upload(told, '港.avif');
  const [picture] = await studio.gallery.get({ ids: [pictureId] });
  assert.equal(picture?.imported?.found?.prompt, '朝の港');
  assert.equal(picture.imported.name, '港.avif');
  const side = await upload(onItsSide, '横.avif');
  const [turned] = await studio.gallery.get({ ids: [side.pictureId] });
  assert.deepEqual([turned?.imported?.width, turned?.imported?.height], [32, 48]);
  await assert.rejects(upload(told.subarray(0, told.length - 9), '途中.avif'), {
    code: 'INPUT_UNREADABLE',
  });
  assert.equal((await studio.gallery.list({})).ids.length, 2);
});
