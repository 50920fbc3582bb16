import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { isAvif } from '../../electron/images/avif-texts.ts';
import { findRecipe } from '../../electron/images/find-recipe.ts';
import { PictureFileError } from '../../electron/images/picture-file-error.ts';
import { exifOf, jpegWith, unicodeComment } from '../helpers/foreign-pictures.ts';

const userComment = 0x9286;
const text =
  '朝の港, (船:1.2)\nNegative prompt: 霧\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 64x64';

/** What another program wrote into a JPEG's Exif, carried over as it is. */
async function avifWith(comment: string): Promise<Uint8Array> {
  const jpeg = await jpegWith(exifOf([{ tag: userComment, data: unicodeComment(comment) }]));
  return await sharp(jpeg).keepExif().avif().toBuffer();
}

test('an AVIF file’s Exif is read as that of other formats', async () => {
  const { own, found } = await findRecipe(await avifWith(text));
  assert.equal(own, null);
  assert.deepEqual(
    [found?.program, found?.prompt, found?.negativePrompt, found?.seed, found?.sampler],
    ['a1111', '朝の港, (船:1.2)', '霧', '5', 'euler-ancestral'],
  );
});

test('an AVIF file is known by the brands that it is compatible with too', async () => {
  const file = Buffer.from(await avifWith(text));
  assert.equal(file.toString('latin1', 8, 12), 'avif');
  file.write('mif1', 8, 'latin1');
  assert.equal((await findRecipe(file)).found?.seed, '5');
  assert.equal(isAvif(file), true);
  // A picture of another codec in the same container.
  file.write('heic', 8, 'latin1');
  file.write('heix', file.indexOf('avif'), 'latin1');
  assert.equal(isAvif(file), false);
  for (const end of [0, 8, 15]) assert.equal(isAvif(file.subarray(0, end)), false);
});

test('an AVIF file that says nothing has no recipe; a damaged one is none', async () => {
  const plain = await sharp(await avifWith(text))
    .avif()
    .toBuffer();
  assert.deepEqual(await findRecipe(plain), { own: null, found: null });
  await assert.rejects(findRecipe(plain.subarray(0, 40)), (error) => {
    assert.ok(error instanceof PictureFileError);
    assert.equal(error.code, 'unknown-format');
    return true;
  });
});
