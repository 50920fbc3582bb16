import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { readTensors } from '../../../native-models/checkpoints/read-tensor.ts';
import {
  loadDiffusionModel,
  type LoadOptions,
} from '../../../native-models/models/load-diffusion-model.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from '../graphs/equality.ts';
import { golden, goldenIds } from '../graphs/golden.ts';

const folder = temporaryFolder();
const shape = { batch: 1, height: 8, width: 8 };

describe('LoRAs of a loaded model', skipWithoutReference, () => {
  for (const [when, weightMemory] of [
    ['once, as copies are made', 'prepacked'],
    ['while they run, on mapped weights', 'mapped'],
  ] as const) {
    it(`change its text encoder and its UNet, each by its scale: ${when}`, async () => {
      const file = referencePath('models', 'lora', 'kohya-linear.safetensors');
      const loras = [0.5, 0.3].map((scale) => ({ file, scale }));
      await using model = await load({ loras, weightMemory });
      const sample = golden('tiny-sd', 'unet/8x8_b1.sample.npy').data;
      const prompt = golden('tiny-sd', 'unet/encoder_hidden_states_b1.npy').data;
      const noisePred = await model.unet.predict(sample, 500, prompt, shape);
      const expected = (name: string) => readNpy(referencePath('models', 'lora', name)).data;
      assertClose('UNet', noisePred, expected('kohya-linear.scale0.8.unet_out.npy'));
      const { data: ids } = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
      const hidden = await model.textEncoder.encode([[...ids]]);
      assertClose('text encoder', hidden, expected('kohya-linear.scale0.8.text_encoder_out.npy'));
    });
  }

  it('are refused with the error of the file, or of the scale', async () => {
    const file = referencePath('models', 'lora', 'kohya-linear.safetensors');
    await assert.rejects(load({ loras: [{ file, scale: Number.NaN }] }), { code: 'invalid-input' });
    const other = referencePath('models', 'tiny-sd', 'vae', 'diffusion_pytorch_model.safetensors');
    await assert.rejects(load({ loras: [{ file: other, scale: 1 }] }), { code: 'lora-unmatched' });
  });
});

describe('textual inversions of a loaded model', skipWithoutReference, () => {
  it('take the place of the vectors that they are made of', async () => {
    const { data } = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
    const ids = [...data];
    const first = await write('two', await vectorsOf([ids[1]!, ids[2]!]));
    const second = await write('猫風', await vectorsOf([ids[3]!]));
    await using model = await load({
      embeddings: [{ file: first, word: '<two>' }, { file: second }],
    });
    assert.deepEqual(
      [...model.embeddingIds],
      [
        ['<two>', [1000, 1001]],
        ['猫風', [1002]],
      ],
    );
    const replaced = ids.with(1, 1000).with(2, 1001).with(3, 1002);
    const expected = golden('tiny-sd', 'text_encoder/prompt.last_hidden_state.npy').data;
    assertClose('replaced', await model.textEncoder.encode([replaced]), expected);
    assertClose('as ever', await model.textEncoder.encode([ids]), expected);
    await assert.rejects(model.textEncoder.encode([ids.with(5, 1003)]), { code: 'invalid-input' });
  });

  it('are refused where two have one word', async () => {
    const file = await write('one', new Float32Array(32));
    await assert.rejects(load({ embeddings: [{ file }, { file }] }), {
      code: 'invalid-input',
      message: /Two embeddings are called "one"/,
    });
  });

  async function vectorsOf(ids: readonly number[]): Promise<Float32Array> {
    const { tensors } = (await readDiffusersFolder(referencePath('models', 'tiny-sd'))).textEncoder;
    const entry = tensors.get('text_model.embeddings.token_embedding.weight') ?? assert.fail();
    const [table = assert.fail()] = await readTensors([entry]);
    return Float32Array.from(ids.flatMap((id) => [...table.subarray(32 * id, 32 * (id + 1))]));
  }

  function write(name: string, vectors: Float32Array): Promise<string> {
    const tensor = { name: 'emb_params', dtype: 'F32', shape: [vectors.length / 32, 32] } as const;
    const data = Buffer.from(vectors.buffer);
    return writeTo(folder, `${name}.safetensors`, encodeSafetensors([{ ...tensor, data }]));
  }
});

describe('TAESD beside a model', skipWithoutReference, () => {
  const taesd = referencePath('models', 'taesd', 'narrow-diffusers');
  const given = readNpyIfThere('narrow.decode_latents_in.npy');
  const expected = readNpyIfThere('narrow.decode_out_0_1.npy');

  it('takes the place of its VAE, and draws the previews then', async () => {
    const size = { batch: given.shape[0]!, height: given.shape[2]!, width: given.shape[3]! };
    await using fast = await load({ vae: taesd });
    const decoded = await fast.vaeDecoder.decode(given.data, size);
    assertClose(
      'picture',
      decoded.map((value) => (value + 1) / 2),
      expected.data,
    );
    assert.deepEqual([fast.vaeDecoder.scalingFactor, fast.vaeEncoder.scalingFactor], [1, 1]);
    assert.equal(fast.previewDecoder, fast.vaeDecoder);
    await using none = await load({});
    assert.deepEqual([none.previewDecoder, none.vaeDecoder.scalingFactor], [null, 0.18215]);
  });

  it('leaves encoding to the VAE where only its decoder is there, and needs that', async () => {
    const decoder = referencePath('models', 'taesd', 'narrow.taesd_decoder.pth');
    await using fast = await load({ vae: decoder });
    assert.deepEqual([fast.vaeDecoder.scalingFactor, fast.vaeEncoder.scalingFactor], [1, 0.18215]);
    const encoder = referencePath('models', 'taesd', 'narrow.taesd_encoder.pth');
    await assert.rejects(load({ vae: encoder }), { code: 'invalid-input' });
  });
});

describe('another VAE beside a model', skipWithoutReference, () => {
  it('decodes in the place of the model’s own', async () => {
    const size = { batch: 1, height: 4, width: 4 };
    const latents = Float32Array.from({ length: 64 }, (_, place) => Math.sin(place));
    await using own = await load({});
    await using same = await load({ vae: referencePath('models', 'tiny-sd', 'vae') });
    await using other = await load({ vae: referencePath('models', 'tiny-jsd', 'vae') });
    const expected = await own.vaeDecoder.decode(latents, size);
    assert.deepEqual(await same.vaeDecoder.decode(latents, size), expected);
    assert.notDeepEqual(await other.vaeDecoder.decode(latents, size), expected);
  });

  it('is refused where the file holds none', async () => {
    const unet = referencePath('models', 'tiny-sd', 'unet', 'diffusion_pytorch_model.safetensors');
    await assert.rejects(load({ vae: unet }), { code: 'part-missing' });
  });
});

async function load(options: LoadOptions) {
  const description = await readDiffusersFolder(referencePath('models', 'tiny-sd'));
  const model = await loadDiffusionModel(description, { threads: 1, ...options });
  return { ...model, [Symbol.asyncDispose]: () => model.dispose() };
}

function readNpyIfThere(name: string) {
  return skipWithoutReference.skip === undefined
    ? readNpy(referencePath('models', 'taesd', name))
    : { shape: [], data: new Float32Array() };
}
