import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { UnetConfig } from '../../../native-models/checkpoints/model-config.ts';
import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { cpuGraph, naiveGraph } from '../../../native-models/graphs/graph-profile.ts';
import { guidanceEmbedding } from '../../../native-models/graphs/timestep-embedding.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import type { Unet } from '../../../native-models/models/diffusion-model.ts';
import { openUnet } from '../../../native-models/models/unet.ts';
import { denoise } from '../../../native-models/pipelines/denoise.ts';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import { assertClose } from '../graphs/equality.ts';
import { formulaNoise, writeFormulaWeights } from '../graphs/formula-weights.ts';
import { runGraph } from '../graphs/golden.ts';
import { smallUnet } from '../graphs/small-configs.ts';
import { createFakeModel } from './fake-model.ts';
import { imagesOf, request, run } from './run-text-to-image.ts';

/** Made by tests/reference/make_guided_unet.py with PyTorch 2.13. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/guided-unet.json'), 'utf8'),
) as {
  readonly embedding: Readonly<Record<string, readonly number[]>>;
  readonly noise_pred: readonly number[];
  readonly from_noise: readonly number[];
  readonly from_picture: readonly number[];
};

const config: UnetConfig = { ...smallUnet, timeCondProjDim: 16 };
const shape = { batch: 1, height: 8, width: 8 };
const latents = (key: string) => formulaNoise(`input/${key}`, [1, 4, 8, 8]);

describe('a UNet that takes guidance as an input', () => {
  let folder = '';
  let weights: TensorIndex = new Map();
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nishiki-guided-'));
    weights = writeFormulaWeights(join(folder, 'unet'), (index) =>
      buildUnetGraph(config, index, shape),
    );
  });
  after(() => rm(folder, { recursive: true }));

  it('embeds guidance as PyTorch does', () => {
    for (const [guidance, values] of Object.entries(expected.embedding)) {
      guidanceEmbedding(Number(guidance), 16).forEach((value, place) => {
        assert.ok(Math.abs(value - values[place]!) < 1e-6, `${guidance}, ${place}: ${value}`);
      });
    }
  });

  for (const [name, profile] of Object.entries({ cpu: cpuGraph, naive: naiveGraph })) {
    it(`equals PyTorch, another guidance for each sample, profile ${name}`, async () => {
      const pair = { batch: 2, height: 8, width: 16 };
      const results = await runGraph(buildUnetGraph(config, weights, pair, { profile }), {
        sample: { data: formulaNoise('input/sample', [2, 4, 8, 16]), shape: [2, 4, 8, 16] },
        timestep: { data: Float32Array.of(799, 19), shape: [2] },
        timestep_cond: {
          data: Float32Array.of(...guidanceEmbedding(8.5, 16), ...guidanceEmbedding(1.7, 16)),
          shape: [2, 16],
        },
        encoder_hidden_states: {
          data: formulaNoise('input/prompt', [2, 77, 12]),
          shape: [2, 77, 12],
        },
      });
      assertClose('UNet', results.get('noise_pred'), expected.noise_pred);
    });
  }

  it('is run by LCM as in PyTorch, from noise and from a picture', async () => {
    const unet = openUnet(config, weights);
    try {
      // Another guidance before: what depends on it must not be taken over.
      await runLcm(unet, 2, 1);
      assertClose('from noise', await runLcm(unet, 8.5, 1), expected.from_noise);
      assertClose('from a picture', await runLcm(unet, 8.5, 0.5), expected.from_picture);
    } finally {
      await unet.dispose();
    }
  });
});

it('asks such a UNet once a step, with the guidance, the prompt and no negative prompt', async () => {
  const told: { guidance: number; rows: number }[] = [];
  const plain = createFakeModel();
  const unet: Unet = {
    ...plain.unet,
    atGuidance: (guidance) => ({
      ...plain.unet,
      predict: (...inputs) => {
        told.push({ guidance, rows: inputs[3].batch });
        return plain.unet.predict(...inputs);
      },
    }),
  };
  const model = { ...plain, unet };
  const asked = { ...request, guidanceScale: 8.5 };
  const [image] = imagesOf(await run(asked, model));
  assert.deepEqual(
    told,
    Array.from({ length: 3 }, () => ({ guidance: 8.5, rows: 1 })),
  );
  assert.deepEqual(plain.encoded, ['cat']);
  const [other] = imagesOf(await run({ ...asked, negativePrompt: 'bird' }, model));
  assert.deepEqual(other!.latents, image!.latents);
});

async function runLcm(unet: Unet, guidanceScale: number, strength: number): Promise<Float32Array> {
  const plan = createScheduler('lcm', {}).plan(4, { strength });
  const noise = latents('initial');
  const promptEmbeds = formulaNoise('input/prompt', [1, 77, 12]);
  const call = { promptEmbeds, rows: [{ picture: 0, role: 'prompt' as const, factor: 1 }] };
  let drawn = 0;
  const steps = denoise(unet, {
    latents: strength === 1 ? noise : plan.addNoise(latents('original'), noise, 0),
    shape,
    prompts: { at: () => ({ calls: [call] }) },
    guidanceScale,
    plan,
    noise: { drawNext: () => latents(`step ${drawn++}`), openMotion: assert.fail },
  });
  let last = noise;
  for await (const { sample } of steps) last = sample;
  return last;
}
