import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { StudioError } from '../../electron/services/studio-error.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { fileOf, pixelsOf } from '../helpers/kept-picture.ts';
import { skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { writeLora } from '../helpers/write-lora.ts';

test(
  'a LoRA changes its arm, stands in the recipe, and leaves the model',
  skipWithoutModels,
  async (t) => {
    const { studio, en, request } = await openTestStudio(t);
    const file = await writeLora(smallModels?.en ?? '', temporaryFolder());
    const print = async (loras?: Arm['loras']) => {
      const events = studio.generation.run(request({ arms: [{ ...en, ...(loras && { loras }) }] }));
      const [picture] = savedPictures(await collectEvents(events));
      assert.ok(picture !== undefined);
      return { picture, pixels: await pixelsOf(studio.gallery, picture) };
    };
    const plain = await print();
    const weak = await print([{ file, scale: 0.1 }]);
    const strong = await print([{ file, scale: 1 }]);
    const again = await print();
    assert.notDeepEqual(weak.pixels, plain.pixels);
    assert.notDeepEqual(strong.pixels, weak.pixels);
    assert.deepEqual(again.pixels, plain.pixels);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    assert.deepEqual(weak.picture.recipe.loras, [{ name: '墨 絵', sha256, scale: 0.1 }]);
    assert.equal(plain.picture.recipe.loras, undefined);
    const saved = readFileSync(fileOf(studio.gallery, weak.picture.id));
    assert.ok(saved.includes('<lora:墨 絵:0.1>'));
    assert.ok(!saved.includes(file), 'the path is nobody else’s business');
  },
);

test('a LoRA that cannot be used fails the job, not the studio', skipWithoutModels, async (t) => {
  const { studio, en, request } = await openTestStudio(t);
  const run = (file: string) =>
    collectEvents(
      studio.generation.run(request({ arms: [{ ...en, loras: [{ file, scale: 1 }] }] })),
    );
  const none = join(temporaryFolder(), 'none.safetensors');
  await assert.rejects(run(none), (error: StudioError) => {
    assert.equal(error.code, 'MODEL_UNREADABLE');
    assert.match(error.message, /none\.safetensors cannot be read: ENOENT/);
    return true;
  });
  const other = await writeTo(
    temporaryFolder(),
    'other.safetensors',
    encodeSafetensors([{ name: 'x', dtype: 'F32', shape: [1] }]),
  );
  await assert.rejects(run(other), (error: StudioError) => {
    assert.equal(error.code, 'MODEL_UNREADABLE');
    const { path, added } = (error as StudioError<'MODEL_UNREADABLE'>).data;
    assert.deepEqual([path, added], [other, 'lora'], 'the model is not blamed');
    assert.match(
      error.message,
      /^The LoRA .* cannot be used with the model .*print without it\.$/u,
    );
    return true;
  });
  assert.equal(savedPictures(await collectEvents(studio.generation.run(request()))).length, 2);
});
