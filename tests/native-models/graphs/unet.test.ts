import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { assertActivations, assertClose } from './equality.ts';
import {
  type Feeds,
  golden,
  goldenActivations,
  type GoldenCase,
  goldenCases,
  readTinyModel,
  runGraph,
  runGraphOnEach,
  type TinyModel,
  tinyModels,
} from './golden.ts';

describe('the UNet equals diffusers 0.39 UNet2DConditionModel', skipWithoutReference, () => {
  for (const model of tinyModels) {
    it(`${model}: every recorded size, batch and timestep`, async () => {
      const { config, tensors } = (await readTinyModel(model)).unet;
      const runs = goldenCases(model, 'unet').map((recorded) => ({
        recorded,
        feeds: feedsOf(model, recorded),
      }));
      const runsByShape = Map.groupBy(runs, ({ feeds }) => JSON.stringify(shapeOf(feeds)));
      assert.ok(runsByShape.size >= 4);
      for (const sameShape of runsByShape.values()) {
        const inputs = sameShape.map(({ feeds }) => feeds);
        const graph = buildUnetGraph(config, tensors, shapeOf(inputs[0] ?? assert.fail()));
        const results = await runGraphOnEach(graph, inputs);
        sameShape.forEach(({ recorded: { name, output } }, index) =>
          assertClose(name, results[index]?.get('noise_pred'), golden(model, output).data),
        );
      }
    });

    it(`${model}: block by block`, async () => {
      const { config, tensors } = (await readTinyModel(model)).unet;
      const activations = goldenActivations(model, 'unet');
      const feeds = feedsOf(model, caseNamed(model, 'unet/8x8_b1.t500'));
      const graph = buildUnetGraph(config, tensors, shapeOf(feeds), {
        intermediates: [...activations.keys()],
      });
      assertActivations(await runGraph(graph, feeds), activations);
    });
  }

  it('tiny-sd: with float16 weights, widened', async () => {
    const { config } = (await readTinyModel('tiny-sd')).unet;
    const tensors = await readCheckpoint(
      referencePath('models', 'tiny-sd', 'unet', 'diffusion_pytorch_model.fp16.safetensors'),
    );
    const feeds = feedsOf('tiny-sd', caseNamed('tiny-sd', 'unet/8x8_b1.t500'));
    const results = await runGraph(buildUnetGraph(config, tensors, shapeOf(feeds)), feeds);
    const expected = golden('tiny-sd', 'fp16_weights/unet.out.npy').data;
    assertClose('float16', results.get('noise_pred'), expected);
  });

  it('with linear projections and heads per level, as Stable Diffusion 2 is configured', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
    const recorded = caseNamed('tiny-sd', 'unet/8x8_b1.t500');
    const feeds = feedsOf('tiny-sd', recorded);
    // A 1×1 convolution before the pixels become rows is a linear layer after it: the results must stay.
    const linear = { ...config, useLinearProjection: true, numAttentionHeads: [8, 8, 8, 8] };
    const results = await runGraph(buildUnetGraph(linear, tensors, shapeOf(feeds)), feeds);
    const expected = golden('tiny-sd', recorded.output).data;
    assertClose('linear projection', results.get('noise_pred'), expected);
  });

  it('takes latent sizes that are no multiple of 8', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
    const shape = { batch: 1, height: 9, width: 7 };
    const sample = { data: new Float32Array(4 * 9 * 7).fill(0.5), shape: [1, 4, 9, 7] };
    const feeds = {
      ...feedsOf('tiny-sd', caseNamed('tiny-sd', 'unet/8x8_b1.t500')),
      sample,
    };
    const results = await runGraph(buildUnetGraph(config, tensors, shape), feeds);
    const noisePred = results.get('noise_pred');
    assert.equal(noisePred?.length, 4 * 9 * 7);
    assert.ok(noisePred.every(Number.isFinite));
  });
});

function caseNamed(model: TinyModel, name: string): GoldenCase {
  const found = goldenCases(model, 'unet').find((recorded) => recorded.name === name);
  assert.ok(found, name);
  return found;
}

function feedsOf(
  model: TinyModel,
  { input, timestep, encoder_hidden_states: prompt }: GoldenCase,
): Feeds & { sample: { data: Float32Array; shape: readonly number[] } } {
  const sample = golden(model, input);
  const [batch = 0] = sample.shape;
  assert.ok(timestep !== undefined && prompt !== undefined);
  const timesteps =
    typeof timestep === 'number' ? new Float32Array(batch).fill(timestep) : timestep;
  return {
    sample,
    timestep: { data: Float32Array.from(timesteps), shape: [batch] },
    encoder_hidden_states: golden(model, prompt),
  };
}

function shapeOf({ sample }: { sample: { shape: readonly number[] } }): {
  batch: number;
  height: number;
  width: number;
} {
  const [batch = 0, , height = 0, width = 0] = sample.shape;
  return { batch, height, width };
}
