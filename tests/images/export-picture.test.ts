import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { exportFormats } from '../../electron/api/contract/exports.ts';
import { formatA1111Parameters } from '../../electron/images/a1111-parameters.ts';
import { readExif } from '../../electron/images/exif.ts';
import { exportPicture } from '../../electron/images/export-picture.ts';
import { encodePicture } from '../../electron/images/picture-file.ts';
import { findRecipe } from '../../electron/images/find-recipe.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const recipe = makeRecipe({ prompt: '猫の「絵」\n油絵', width: 72, height: 64 });
const [width, height] = [72, 64];
const rgb = Uint8Array.from({ length: 3 * width * height }, (_, k) => Math.floor(k / 3 / 18));

async function pictureFile(): Promise<string> {
  const path = join(temporaryFolder(), '絵.png');
  writeFileSync(path, await encodePicture({ width, height, rgb }, recipe));
  return path;
}

for (const format of exportFormats) {
  test(`${format}: the same picture, its recipe inside or nowhere in the file`, async () => {
    const path = await pictureFile();
    const options = { format, quality: 100, appVersion: '0.1.0' };
    const told = await exportPicture(path, { ...options, recipe });
    const silent = await exportPicture(path, { ...options, recipe: null });
    for (const file of [told, silent]) {
      const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height, info.channels], [width, height, 3]);
      const error = data.reduce((sum, value, k) => sum + Math.abs(value - rgb[k]!), 0) / rgb.length;
      assert.ok(error <= (format === 'png' ? 0 : 6), `${error} grey levels off`);
      assert.match(Buffer.from(file).toString('latin1'), /trainedAlgorithmicMedia/);
    }
    const text = Buffer.from(silent).toString('utf8');
    assert.doesNotMatch(text, /油絵|noiseHash/);
    assert.deepEqual((await findRecipe(told)).own, recipe);
    assert.deepEqual(await findRecipe(silent), { own: null, found: null });
    if (format !== 'avif') return;
    const { exif } = await sharp(told).metadata();
    assert.ok(exif);
    assert.deepEqual(readExif(exif.subarray('Exif\0\0'.length)), {
      software: 'Nishiki 0.1.0',
      userComment: formatA1111Parameters(recipe),
    });
  });
}
