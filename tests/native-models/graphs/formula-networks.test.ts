import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { cpuGraph, naiveGraph } from '../../../native-models/graphs/graph-profile.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import { assertClose } from './equality.ts';
import { formulaNoise, writeFormulaWeights } from './formula-weights.ts';
import { runGraph } from './golden.ts';
import { smallTextEncoder, smallUnet, smallVae } from './small-configs.ts';

interface Expected {
  /** Every how manieth value is recorded; default 1. */
  readonly every?: number;
  readonly values: readonly number[];
}

/** Made by tests/reference/make_graphs.py with PyTorch 2.13. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/graphs.json'), 'utf8'),
) as Record<
  'unet' | 'unet_odd' | 'unet_without_middle' | 'vae_decoder' | 'vae_encoder' | 'text_encoder',
  Expected
>;

for (const [name, profile] of Object.entries({ cpu: cpuGraph, naive: naiveGraph })) {
  describe(`networks with weights from a formula equal PyTorch, profile ${name}`, () => {
    let folder = '';
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nishiki-graphs-'));
    });
    after(() => rm(folder, { recursive: true }));

    it('UNet: a timestep for each sample, one of them fractional', async () => {
      const shape = { batch: 2, height: 8, width: 16 };
      const weights = writeFormulaWeights(join(folder, 'unet'), (index) =>
        buildUnetGraph(smallUnet, index, shape),
      );
      const results = await runGraph(buildUnetGraph(smallUnet, weights, shape, { profile }), {
        sample: noise('input/sample', [2, 4, 8, 16]),
        timestep: { data: Float32Array.of(799.2, 3), shape: [2] },
        encoder_hidden_states: noise('input/prompt', [2, 77, 12]),
      });
      assertRecorded('UNet', results.get('noise_pred'), expected.unet);
    });

    it('UNet: latents whose sides are no multiple of 8', async () => {
      const shape = { batch: 1, height: 9, width: 13 };
      const weights = writeFormulaWeights(join(folder, 'odd'), (index) =>
        buildUnetGraph(smallUnet, index, shape),
      );
      const results = await runGraph(buildUnetGraph(smallUnet, weights, shape, { profile }), {
        sample: noise('input/odd sample', [1, 4, 9, 13]),
        timestep: { data: Float32Array.of(501), shape: [1] },
        encoder_hidden_states: noise('input/odd prompt', [1, 77, 12]),
      });
      assertRecorded('UNet', results.get('noise_pred'), expected.unet_odd);
    });

    it('UNet: without a middle, as smaller relatives have it', async () => {
      const config = { ...smallUnet, hasMidBlock: false };
      const shape = { batch: 2, height: 8, width: 16 };
      const weights = writeFormulaWeights(join(folder, 'no middle'), (index) =>
        buildUnetGraph(config, index, shape),
      );
      assert.ok(![...weights.keys()].some((key) => key.startsWith('mid_block')));
      const results = await runGraph(buildUnetGraph(config, weights, shape, { profile }), {
        sample: noise('input/sample', [2, 4, 8, 16]),
        timestep: { data: Float32Array.of(799.2, 3), shape: [2] },
        encoder_hidden_states: noise('input/prompt', [2, 77, 12]),
      });
      assertRecorded('UNet', results.get('noise_pred'), expected.unet_without_middle);
    });

    it('VAE decoder', async () => {
      const shape = { batch: 1, height: 5, width: 4 };
      const weights = writeFormulaWeights(join(folder, 'decoder'), (index) =>
        buildVaeDecoderGraph(smallVae, index, shape),
      );
      const results = await runGraph(buildVaeDecoderGraph(smallVae, weights, shape, { profile }), {
        latents: noise('input/latents', [1, 4, 5, 4]),
      });
      assertRecorded('VAE decoder', results.get('image'), expected.vae_decoder);
    });

    it('VAE encoder', async () => {
      const shape = { batch: 1, height: 32, width: 40 };
      const weights = writeFormulaWeights(join(folder, 'encoder'), (index) =>
        buildVaeEncoderGraph(smallVae, index, shape),
      );
      const results = await runGraph(buildVaeEncoderGraph(smallVae, weights, shape, { profile }), {
        image: noise('input/image', [1, 3, 32, 40]),
      });
      assertRecorded('VAE encoder', results.get('moments'), expected.vae_encoder);
    });

    it('text encoder', async () => {
      const weights = writeFormulaWeights(join(folder, 'text'), (index) =>
        buildTextEncoderGraph(smallTextEncoder, index, { batch: 1 }),
      );
      const ids = Int32Array.from({ length: 77 }, (_, place) => (7 * place + 3) % 50);
      const graph = buildTextEncoderGraph(smallTextEncoder, weights, { batch: 1 }, { profile });
      const results = await runGraph(graph, { input_ids: { data: ids, shape: [1, 77] } });
      assertRecorded('text encoder', results.get('last_hidden_state'), expected.text_encoder);
    });
  });
}

function noise(key: string, shape: number[]): { data: Float32Array; shape: number[] } {
  return { data: formulaNoise(key, shape), shape };
}

function assertRecorded(
  name: string,
  actual: Float32Array | undefined,
  { every = 1, values }: Expected,
): void {
  assertClose(
    name,
    actual?.filter((_, index) => index % every === 0),
    values,
  );
}
