import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { loadDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { assertClose } from '../graphs/equality.ts';
import { golden, goldenIds, type TinyModel } from '../graphs/golden.ts';

const options = { threads: 1 };

describe('a diffusers folder becomes a model', skipWithoutReference, () => {
  // The texts of the recorded cases "prompt" and "empty".
  const prompts: [TinyModel, string][] = [
    ['tiny-sd', 'a photo of a cat'],
    ['tiny-jsd', ''],
  ];
  for (const [name, text] of prompts) {
    it(`${name}: from text to noise prediction and picture`, async () => {
      const description = await readDiffusersFolder(referencePath('models', name));
      const model = await loadDiffusionModel(description, options);
      await model.prepare({ batch: 1, height: 8, width: 8 }, false);

      const { ids } = model.tokenizer.encode(text);
      const recorded = text === '' ? 'empty' : 'prompt';
      const expectedIds = goldenIds(name, `text_encoder/${recorded}.ids.npy`);
      assert.deepEqual(ids, [...expectedIds.data]);
      const hidden = golden(name, `text_encoder/${recorded}.last_hidden_state.npy`);
      assertClose('text encoder', await model.textEncoder.encode([ids]), hidden.data);

      const shape = { batch: 1, height: 8, width: 8 };
      const sample = golden(name, 'unet/8x8_b1.sample.npy').data;
      const promptEmbeds = golden(name, 'unet/encoder_hidden_states_b1.npy').data;
      const noisePred = await model.unet.predict(sample, 500, promptEmbeds, shape);
      assertClose('UNet', noisePred, golden(name, 'unet/8x8_b1.t500.out.npy').data);

      const latents = golden(name, 'vae/decode_8x8_b1.latent.npy').data;
      const image = await model.vaeDecoder.decode(latents, shape);
      assertClose('VAE decoder', image, golden(name, 'vae/decode_8x8_b1.image.npy').data);

      const picture = golden(name, 'vae/encode_64x64_b1.image.npy').data;
      const { mean } = await model.vaeEncoder.encode(picture, shape);
      const moments = golden(name, 'vae/encode_64x64_b1.moments.npy').data;
      assertClose('VAE encoder', mean, moments.slice(0, moments.length / 2));

      assert.equal(model.schedulerConfig['_class_name'], 'PNDMScheduler');
      assert.equal(model.vaeDecoder.scalingFactor, 0.18215);
      await model.dispose();
      await model.dispose();
      await assert.rejects(model.textEncoder.encode([ids]), { code: 'closed' });
    });
  }
});

describe('the embedded demo models load', () => {
  const demoModels = join(import.meta.dirname, '../../../resources/demo-models');
  for (const name of ['en', 'ja-stage1', 'ja-stage2']) {
    const folder = join(demoModels, name);
    const skip = existsSync(folder) ? false : `${folder} is not there`;
    it(`${name}: a step of the UNet and a picture, all finite`, { skip }, async () => {
      const model = await loadDiffusionModel(await readDiffusersFolder(folder), options);
      const shape = { batch: 1, height: 16, width: 16 };
      const { ids } = model.tokenizer.encode('サラリーマン 油絵');
      const promptEmbeds = await model.textEncoder.encode([ids]);
      const sample = Float32Array.from({ length: 4 * 16 * 16 }, (_, place) => Math.sin(place));
      const noisePred = await model.unet.predict(sample, 500, promptEmbeds, shape);
      const image = await model.vaeDecoder.decode(noisePred, shape);
      assert.equal(image.length, 3 * 128 * 128);
      assert.ok(image.every(Number.isFinite));
      await model.dispose();
    });
  }
});
