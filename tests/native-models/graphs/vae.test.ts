import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { renameVaeTensors } from '../../../native-models/checkpoints/state-dict-names.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { assertActivations, assertClose } from './equality.ts';
import {
  golden,
  goldenActivations,
  goldenCases,
  readGoldenJson,
  readTinyModel,
  runGraph,
  tinyModels,
} from './golden.ts';

describe('the VAE equals diffusers 0.39 AutoencoderKL', skipWithoutReference, () => {
  for (const model of tinyModels) {
    it(`${model}: every recorded decoding, odd sizes included`, async () => {
      const { config, tensors } = (await readTinyModel(model)).vae;
      for (const { name, input, output } of goldenCases(model, 'vae.decode')) {
        const latents = golden(model, input);
        const graph = buildVaeDecoderGraph(config, tensors, pictureSize(latents.shape));
        const image = (await runGraph(graph, { latents })).get('image');
        assertClose(name, image, golden(model, output).data);
      }
    });

    it(`${model}: every recorded encoding`, async () => {
      const { config, tensors } = (await readTinyModel(model)).vae;
      for (const { name, input, output } of goldenCases(model, 'vae.encode')) {
        const image = golden(model, input);
        const graph = buildVaeEncoderGraph(config, tensors, pictureSize(image.shape));
        const moments = (await runGraph(graph, { image })).get('moments');
        assertClose(name, moments, golden(model, output).data);
      }
    });

    it(`${model}: block by block`, async () => {
      const { config, tensors } = (await readTinyModel(model)).vae;
      const activations = Map.groupBy(goldenActivations(model, 'vae'), ([path]) =>
        /^(encoder\.|quant_conv)/.test(path) ? 'encoder' : 'decoder',
      );

      const encoding = new Map(activations.get('encoder'));
      const image = golden(model, 'vae/encode_64x64_b1.image.npy');
      const size = pictureSize(image.shape);
      const encoder = buildVaeEncoderGraph(config, tensors, size, {
        intermediates: [...encoding.keys()],
      });
      assertActivations(await runGraph(encoder, { image }), encoding);

      const decoding = new Map(activations.get('decoder'));
      const latents = golden(model, 'vae/decode_8x8_b1.latent.npy');
      const latentSize = pictureSize(latents.shape);
      const decoder = buildVaeDecoderGraph(config, tensors, latentSize, {
        intermediates: [...decoding.keys()],
      });
      assertActivations(await runGraph(decoder, { latents }), decoding);
    });
  }

  it('tiny-sd: large activations of the decoder, by their recorded ends and deviation', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).vae;
    const { vae_large_activation_stats: all } = readGoldenJson('tiny-sd') as {
      vae_large_activation_stats: Record<string, ActivationStatistics>;
    };
    const statistics = Object.entries(all).filter(([path]) => path.startsWith('decoder.'));
    assert.ok(statistics.length > 0);
    const latents = golden('tiny-sd', 'vae/decode_8x8_b1.latent.npy');
    const paths = statistics.map(([path]) => path);
    const graph = buildVaeDecoderGraph(config, tensors, pictureSize(latents.shape), {
      intermediates: paths,
    });
    const results = await runGraph(graph, { latents });
    for (const [path, { std, first4, last4 }] of statistics) {
      const values = results.get(path);
      assert.ok(values, path);
      const ends = [...values.slice(0, 4), ...values.slice(-4)];
      [...first4, ...last4].forEach((expected, index) => {
        assert.ok(Math.abs((ends[index] ?? Number.NaN) - expected) < 1e-4 * std, path);
      });
    }
  });

  it('tiny-sd: with float16 weights, widened', async () => {
    const { config } = (await readTinyModel('tiny-sd')).vae;
    const file = 'diffusion_pytorch_model.fp16.safetensors';
    const path = referencePath('models', 'tiny-sd', 'vae', file);
    const tensors = renameVaeTensors(path, await readCheckpoint(path));

    const latents = golden('tiny-sd', 'vae/decode_8x8_b1.latent.npy');
    const decoder = buildVaeDecoderGraph(config, tensors, pictureSize(latents.shape));
    const picture = (await runGraph(decoder, { latents })).get('image');
    assertClose('decoder', picture, golden('tiny-sd', 'fp16_weights/vae_decode.npy').data);

    const image = golden('tiny-sd', 'vae/encode_64x64_b1.image.npy');
    const encoder = buildVaeEncoderGraph(config, tensors, pictureSize(image.shape));
    const moments = (await runGraph(encoder, { image })).get('moments');
    assertClose('encoder', moments, golden('tiny-sd', 'fp16_weights/vae_encode_moments.npy').data);
  });
});

interface ActivationStatistics {
  readonly std: number;
  readonly first4: readonly number[];
  readonly last4: readonly number[];
}

function pictureSize([batch = 0, , height = 0, width = 0]: readonly number[]): {
  batch: number;
  height: number;
  width: number;
} {
  return { batch, height, width };
}
