import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { pngWith } from '../helpers/foreign-pictures.ts';
import { runNishiki } from '../helpers/run-nishiki.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const data = join(folder, 'データ');

const nishiki = (...args: string[]) => runNishiki(['gallery', ...args, '--data', data], 'ja_JP');

test('a folder is imported, searched and exported, and bad files are named', async () => {
  const pictures = join(folder, 'C:\\絵');
  const parameters =
    '招き猫、水彩\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 99, Size: 16x16';
  await writeTo(pictures, '猫.png', await pngWith({ parameters }));
  await writeTo(pictures, '壊れた絵.png', 'no picture');
  const imported = await nishiki('import', pictures);
  assert.equal(imported.code, exitCodes.partial, imported.note);
  assert.match(imported.out, /1枚を取り込みました。0枚はすでにあり、1枚は読めませんでした。/);
  assert.match(imported.note, /壊れた絵\.png（PNG・JPEG・WebP・AVIFのどれでもありません）/);
  assert.match(imported.note, /一部を残して[^]*\n {2}1 個のファイルを読めませんでした。\n$/);
  const again = JSON.parse((await nishiki('import', pictures, '--json')).out) as object;
  assert.partialDeepStrictEqual(again, { total: 2, added: 0, known: 1, failed: 1 });

  const searched = await nishiki('search', '招き猫', '--json');
  const found = JSON.parse(searched.out) as { count: number; pictures: GalleryPicture[] };
  assert.equal(found.count, 1);
  assert.equal(found.pictures[0]?.imported?.found?.seed, '99');
  assert.match((await nishiki('list')).out, /a1111 +99 +招き猫、水彩/);

  const out = join(folder, '書き出し');
  assert.equal((await nishiki('export', '--out', out, '--format', 'webp')).code, exitCodes.ok);
  assert.equal(readdirSync(out).length, 1);
  const zip = join(folder, '絵.zip');
  assert.equal((await nishiki('export', '--zip', zip)).code, exitCodes.ok);
  const entries = unzipSync(readFileSync(zip));
  assert.deepEqual(Object.keys(entries), ['猫.png']);
  assert.deepEqual(
    Buffer.from(entries['猫.png'] ?? []),
    readFileSync(join(pictures, '猫.png')),
    'as it came',
  );
});

test('an export goes on where a picture’s file is gone, names it, and says so by its exit code', async () => {
  const own = join(folder, '二枚');
  const shelf = join(folder, 'links');
  await writeTo(shelf, '犬.png', await pngWith({ parameters: '犬\nSteps: 20, Seed: 1' }));
  await writeTo(
    shelf,
    '鳥.png',
    await sharp(await pngWith({}))
      .negate()
      .png()
      .toBuffer(),
  );
  const run = (...args: string[]) => runNishiki(['gallery', ...args, '--data', own], 'ja_JP');
  assert.equal((await run('import', shelf, '--link')).code, exitCodes.ok);
  rmSync(join(shelf, '犬.png'));
  const out = join(folder, '一枚');
  const exported = await run('export', '--out', out);
  assert.equal(exported.code, exitCodes.partial, exported.note);
  assert.match(
    exported.note,
    /^絵 [0-9a-z]{16} のファイルがありません\n[^]*1枚の絵のファイルがありませんでした。\n$/,
  );
  assert.deepEqual(readdirSync(out), ['鳥.png']);
  const zip = join(folder, '一枚.zip');
  const zipped = await run('export', '--zip', zip, '--json');
  assert.equal(zipped.code, exitCodes.partial);
  assert.partialDeepStrictEqual(JSON.parse(zipped.out), { written: 1, left: 0 });
  assert.deepEqual(Object.keys(unzipSync(readFileSync(zip))), ['鳥.png']);
});

test('a path that is not there is a mistake of the command', async () => {
  const { code, note } = await nishiki('import', join(folder, 'ない'));
  assert.equal(code, exitCodes.usage);
  assert.match(note, /絵を読み込めません/);
});
