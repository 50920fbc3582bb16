import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { watermarkText } from '../../electron/api/contract/recipe.ts';
import { decodeWatermark } from '../../native-models/watermark/decode-watermark.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutReference } from '../helpers/reference.ts';

test(
  'a picture that the model’s safety checker objects to is black, and says why',
  skipWithoutReference,
  async (t) => {
    const { studio, ja, en, request } = await openTestStudio(t);
    const { safetyChecker: _off, ...settled } = request({ arms: [ja, en] });
    const [unchecked, blocked] = savedPictures(await collectEvents(studio.generation.run(settled)));
    assert.ok(unchecked && blocked);
    assert.equal(unchecked.recipe.safety, undefined, 'the Japanese model has no checker');
    assert.deepEqual([blocked.recipe.safetyChecker, blocked.recipe.safety], [true, 'blocked']);
    const { path } = studio.gallery.locate(blocked.id, 'full') ?? assert.fail();
    assert.ok((await sharp(path).raw().toBuffer()).every((value) => value === 0));
    const comparison = blocked.comparisonId ?? assert.fail();
    const sheets = await studio.comparisons.previews({ id: comparison, seed: 0 });
    assert.deepEqual(
      sheets.map(({ pictureId }) => pictureId),
      [unchecked.id],
      'previews would show what was blocked',
    );

    await studio.settings.change({ safetyChecker: false });
    const [, shown] = savedPictures(await collectEvents(studio.generation.run(settled)));
    assert.equal(shown?.recipe.safety, undefined);
    const asked = { ...settled, safetyChecker: true };
    const [, again] = savedPictures(await collectEvents(studio.generation.run(asked)));
    assert.equal(again?.recipe.safety, 'blocked', 'a request says more than the settings');
  },
);

test(
  'the watermark is in the pixels of every picture once it is on',
  skipWithoutReference,
  async (t) => {
    const { studio, en, request, data } = await openTestStudio(t);
    const print = async (watermark?: boolean) => {
      const fields = {
        arms: [en],
        width: 256,
        height: 256,
        ...(watermark !== undefined && { watermark }),
      };
      const [picture] = savedPictures(await collectEvents(studio.generation.run(request(fields))));
      const { path } = studio.gallery.locate(picture?.id ?? '', 'full') ?? assert.fail();
      const pixels = await sharp(path).raw().toBuffer({ resolveWithObject: true });
      const { width, height } = pixels.info;
      const { bytes } = decodeWatermark({ width, height, rgb: pixels.data }, watermarkText.length);
      return { recipe: picture?.recipe, text: Buffer.from(bytes).toString('utf8') };
    };
    const plain = await print();
    assert.notEqual(plain.text, watermarkText);
    assert.equal(plain.recipe?.watermark, undefined);
    const changed = await studio.settings.change({ watermark: true });
    assert.deepEqual([changed.watermark, changed.safetyChecker], [true, true]);
    const marked = await print();
    assert.deepEqual([marked.text, marked.recipe?.watermark], [watermarkText, true]);
    assert.notEqual((await print(false)).text, watermarkText);
    assert.match(readFileSync(join(data, 'settings.json'), 'utf8'), /"watermark": true/);
  },
);
