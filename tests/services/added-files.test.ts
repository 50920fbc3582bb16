import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { readRecipe } from '../../electron/images/picture-file.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { referencePath, skipWithoutReference } from '../helpers/reference.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeEmbedding } from '../helpers/write-embedding.ts';

test(
  'an embedding’s word changes the picture, and the recipe says whose vectors they are',
  skipWithoutReference,
  async (t) => {
    const opened = await openTestStudio(t);
    const file = await writeEmbedding('墨', { count: 2, width: 32 });
    const prompt = 'cat, 墨絵';
    const plain = await print(opened, { prompt });
    const painted = await print(opened, { prompt, embeddings: [{ file, word: '墨絵' }] });
    assert.notDeepEqual(painted.pixels, plain.pixels);
    const unused = await print(opened, { prompt: 'cat', embeddings: [{ file }] });
    assert.deepEqual(unused.pixels, (await print(opened, { prompt: 'cat' })).pixels);
    const sha256 = sha256Of(file);
    assert.deepEqual(painted.recipe.embeddings, [{ name: '墨', sha256, word: '墨絵' }]);
    assert.deepEqual(unused.recipe.embeddings, [{ name: '墨', sha256 }]);
    assert.ok(!painted.file.includes(file), 'the path is nobody else’s business');
  },
);

test('another VAE, or TAESD, decodes in place of the model’s', skipWithoutReference, async (t) => {
  const opened = await openTestStudio(t);
  const own = referencePath('models', 'tiny-sd', 'vae');
  const taesd = referencePath('models', 'taesd', 'narrow.taesd_decoder.pth');
  const plain = await print(opened, {});
  const same = await print(opened, { vae: own });
  assert.deepEqual(same.pixels, plain.pixels);
  assert.equal(same.recipe.vae?.name, 'vae');
  const fast = await print(opened, { vae: taesd });
  assert.notDeepEqual(fast.pixels, plain.pixels);
  assert.deepEqual(fast.recipe.vae, { name: 'narrow.taesd_decoder', sha256: sha256Of(taesd) });
  assert.deepEqual(readRecipe(fast.file), fast.recipe);
  assert.equal(plain.recipe.vae, undefined);
});

test(
  'files that cannot be used are told, and nothing is printed',
  skipWithoutReference,
  async (t) => {
    const { studio, en, request } = await openTestStudio(t);
    const none = join(temporaryFolder(), 'none.pt');
    for (const added of [{ vae: none }, { embeddings: [{ file: none }] }]) {
      await assert.rejects(
        collectEvents(studio.generation.run(request({ arms: [{ ...en, ...added }] }))),
        {
          code: 'MODEL_UNREADABLE',
          message: /none\.pt cannot be read: ENOENT/,
        },
      );
    }
    const unet = referencePath('models', 'tiny-sd', 'unet', 'diffusion_pytorch_model.safetensors');
    await assert.rejects(
      collectEvents(studio.generation.run(request({ arms: [{ ...en, vae: unet }] }))),
      {
        code: 'MODEL_UNREADABLE',
        message: /^The VAE .*holds no VAE/u,
      },
    );
  },
);

test('previews are drawn by TAESD where the settings name one', skipWithoutReference, async (t) => {
  const { studio, en, request } = await openTestStudio(t);
  const taesd = referencePath('models', 'taesd', 'narrow-diffusers');
  const previews = async () => {
    const events = await collectEvents(studio.generation.run(request({ arms: [en] })));
    return events.flatMap((event) => (event.type === 'step' ? [event.preview] : []));
  };
  const estimated = await previews();
  await assert.rejects(studio.settings.change({ previewTaesd: join(taesd, 'gone') }), {
    code: 'MODEL_UNREADABLE',
  });
  const encoder = referencePath('models', 'taesd', 'narrow.taesd_encoder.pth');
  await assert.rejects(studio.settings.change({ previewTaesd: encoder }), {
    code: 'MODEL_UNREADABLE',
    message: /draws no previews/,
  });
  await studio.settings.change({ previewTaesd: taesd });
  const drawn = await previews();
  assert.equal(drawn.length, estimated.length);
  assert.notDeepEqual(drawn, estimated);
  await studio.settings.change({ previewTaesd: null });
  assert.deepEqual(await previews(), estimated);
});

async function print({ studio, en, request }: TestStudio, changes: Partial<Arm>) {
  const events = studio.generation.run(request({ arms: [{ ...en, ...changes }] }));
  const [picture] = savedPictures(await collectEvents(events));
  assert.ok(picture !== undefined);
  const { path } = studio.gallery.locate(picture.id, 'full') ?? assert.fail();
  const { recipe }: Picture = picture;
  return { recipe, file: readFileSync(path), pixels: await sharp(path).raw().toBuffer() };
}

function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
