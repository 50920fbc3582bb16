import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import type { ModelOptions } from '../../../native-models/checkpoints/model-options.ts';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import { rewriteCheckpoint } from '../../../native-models/checkpoints/rewrite-checkpoint.ts';
import { tensorsToRewrite } from '../../../native-models/checkpoints/rewritten-model.ts';
import {
  type LoadedDiffusionModel,
  loadDiffusionModel,
} from '../../../native-models/models/load-diffusion-model.ts';
import type { WeightMemory } from '../../../native-models/models/session-memory.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from '../graphs/equality.ts';

/** Every form of file runs: the numbers of the reference come out of ONNX Runtime, whatever the weights lie in. */
const reference = (...parts: string[]): string => referencePath('models', ...parts);
const golden = (...parts: string[]): Float32Array => readNpy(reference(...parts)).data;
const textEncoderFile = (name: string): string =>
  reference('tiny-sd-variants', 'text_encoder', name);
const shape = { batch: 1, height: 8, width: 8 };

async function withModel(
  description: DiffusersModel,
  use: (model: LoadedDiffusionModel) => Promise<void>,
  weightMemory: WeightMemory = 'automatic',
): Promise<void> {
  const model = await loadDiffusionModel(description, { threads: 1, weightMemory });
  try {
    await use(model);
  } finally {
    await model.dispose();
  }
}

const encodePrompt = async (model: LoadedDiffusionModel): Promise<Float32Array> =>
  await model.textEncoder.encode([model.tokenizer.encode('a photo of a cat').ids]);
const predict = async (model: LoadedDiffusionModel, folder = 'tiny-sd-golden') =>
  await model.unet.predict(
    golden(folder, 'unet', '8x8_b1.sample.npy'),
    500,
    golden(folder, 'unet', 'encoder_hidden_states_b1.npy'),
    shape,
  );

async function assertGolden(model: LoadedDiffusionModel): Promise<void> {
  const hidden = golden('tiny-sd-golden', 'text_encoder', 'prompt.last_hidden_state.npy');
  assertClose('text encoder', await encodePrompt(model), hidden);
  const noise = golden('tiny-sd-golden', 'unet', '8x8_b1.t500.out.npy');
  assertClose('UNet', await predict(model), noise);
  const latents = golden('tiny-sd-golden', 'vae', 'decode_8x8_b1.latent.npy');
  const image = golden('tiny-sd-golden', 'vae', 'decode_8x8_b1.image.npy');
  assertClose('VAE decoder', await model.vaeDecoder.decode(latents, shape), image);
}

describe('every form of checkpoint gives the reference’s numbers', skipWithoutReference, () => {
  const folder = temporaryFolder();
  const config = reference('tiny-sd');
  const exact: readonly [string, string, ModelOptions][] = [
    ['a single .ckpt file', 'tiny-sd-single/tiny-sd.ckpt', { parts: { config } }],
    [
      'a text encoder saved before PyTorch 1.6',
      'tiny-sd',
      { parts: { textEncoder: textEncoderFile('pytorch_model.legacy-nonzip.bin') } },
    ],
    [
      'a text encoder of parameters',
      'tiny-sd',
      { parts: { textEncoder: textEncoderFile('pytorch_model.parameters.bin') } },
    ],
    [
      'a text encoder without prefix',
      'tiny-sd',
      { parts: { textEncoder: textEncoderFile('model.noprefix.safetensors') } },
    ],
  ];
  for (const [what, path, options] of exact) {
    it(what, async () => {
      await withModel(await readModel(reference(path), options), assertGolden);
    });
  }

  it('a single half-precision .safetensors file, and half-precision parts', async () => {
    const half = (file: string): Float32Array => golden('tiny-sd-golden', 'fp16_weights', file);
    const forms: readonly [string, ModelOptions][] = [
      ['tiny-sd-single/tiny-sd.fp16.safetensors', { parts: { config } }],
      ['tiny-sd', { variant: 'fp16' }],
      [
        'tiny-sd',
        {
          variant: 'fp16',
          parts: {
            vae: reference('tiny-sd-variants', 'vae', 'vae-only.compvis.fp16.ckpt'),
            textEncoder: textEncoderFile('pytorch_model.fp16.bin'),
          },
        },
      ],
    ];
    const assertHalf = async (model: LoadedDiffusionModel): Promise<void> => {
      assertClose('text encoder', await encodePrompt(model), half('text_encoder.npy'));
      assertClose('UNet', await predict(model), half('unet.out.npy'));
      const latents = golden('tiny-sd-golden', 'vae', 'decode_8x8_b1.latent.npy');
      const image = await model.vaeDecoder.decode(latents, shape);
      assertClose('VAE decoder', image, half('vae_decode.npy'));
    };
    for (const [path, options] of forms) {
      const description = await readModel(reference(path), options);
      // Widened while sessions open, and while they run.
      for (const memory of ['prepacked', 'mapped'] as const)
        await withModel(description, assertHalf, memory);
    }
  });

  it('a UNet for inpainting in the place of another', async () => {
    const unet = reference('tiny-sd-inpaint', 'unet');
    await withModel(await readModel(config, { parts: { unet } }), async (model) => {
      const noise = golden('tiny-sd-inpaint-golden', 'unet', '8x8_b1.t500.out.npy');
      assertClose('UNet', await predict(model, 'tiny-sd-inpaint-golden'), noise);
    });
  });

  it('views and bfloat16, once they are rewritten; views not before', async () => {
    const expected: readonly [string, Float32Array][] = [
      [
        'pytorch_model.views.bin',
        golden('tiny-sd-golden', 'text_encoder', 'prompt.last_hidden_state.npy'),
      ],
      ['model.bf16.safetensors', golden('tiny-sd-golden', 'bf16_weights', 'text_encoder.npy')],
    ];
    for (const [name, hidden] of expected) {
      const parts = { textEncoder: textEncoderFile(name) };
      const model = await readModel(config, { parts });
      if (name.includes('views'))
        await assert.rejects(loadDiffusionModel(model), { code: 'needs-rewrite' });
      const rewritten = join(folder, `${name}.safetensors`);
      const run = rewriteCheckpoint(tensorsToRewrite(model), rewritten);
      while (!(await run.next()).done);
      await withModel(await readModel(config, { parts, rewritten }), async (loaded) => {
        assertClose(name, await encodePrompt(loaded), hidden);
      });
    }
  });

  it('weights that begin at any byte of the file, mapped and copied', async () => {
    const source = await readFile(
      reference('tiny-sd', 'unet', 'diffusion_pytorch_model.safetensors'),
    );
    const header = source
      .subarray(8, 8 + Number(source.readBigUInt64LE()))
      .toString()
      .trimEnd();
    for (const spaces of [1, 2, 3]) {
      const shifted = Buffer.from(header.padEnd(Math.ceil(header.length / 4) * 4 + spaces));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(shifted.byteLength));
      const bytes = Buffer.concat([
        length,
        shifted,
        source.subarray(8 + Number(source.readBigUInt64LE())),
      ]);
      const unet = await writeTo(folder, `shifted-${spaces}.safetensors`, bytes);
      const description = await readModel(config, { parts: { unet } });
      const [first] = description.unet.tensors.values();
      assert.notEqual((first?.offset ?? 0) % 4, 0);
      for (const memory of ['mapped', 'prepacked'] as const) {
        await withModel(description, assertGolden, memory);
      }
    }
  });
});
