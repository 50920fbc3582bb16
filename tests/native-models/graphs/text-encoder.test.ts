import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readTensors } from '../../../native-models/checkpoints/read-tensor.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { assertActivations, assertClose } from './equality.ts';
import {
  golden,
  goldenActivations,
  goldenCases,
  goldenIds,
  readTinyModel,
  runGraph,
  tinyModels,
} from './golden.ts';

describe('the text encoder equals transformers 5.17 CLIPTextModel', skipWithoutReference, () => {
  for (const model of tinyModels) {
    it(`${model}: every recorded prompt`, async () => {
      const { config, tensors } = (await readTinyModel(model)).textEncoder;
      for (const { name, input, output } of goldenCases(model, 'text_encoder')) {
        const ids = goldenIds(model, input);
        const [batch = 0, tokens = 0] = ids.shape;
        const graph = buildTextEncoderGraph(config, tensors, { batch, tokens });
        const results = await runGraph(graph, { input_ids: ids });
        assertClose(name, results.get('last_hidden_state'), golden(model, output).data);
      }
    });

    it(`${model}: layer by layer`, async () => {
      const { config, tensors } = (await readTinyModel(model)).textEncoder;
      const activations = goldenActivations(model, 'text_encoder');
      const graph = buildTextEncoderGraph(
        config,
        tensors,
        { batch: 1 },
        {
          intermediates: [...activations.keys()],
        },
      );
      const ids = goldenIds(model, 'text_encoder/prompt.ids.npy');
      assertActivations(await runGraph(graph, { input_ids: ids }), activations);
    });
  }

  it('tiny-sd: clip skip takes an earlier layer, through the final layer norm', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).textEncoder;
    const layers = config.numHiddenLayers;
    const hidden = goldenActivations('tiny-sd', 'text_encoder').get(
      `text_model.encoder.layers.${layers - 2}`,
    )!;
    const graph = buildTextEncoderGraph(config, tensors, { batch: 1, clipSkip: 1 });
    const ids = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
    const skipped = (await runGraph(graph, { input_ids: ids })).get('last_hidden_state');
    const norm = ['weight', 'bias'].map((name) =>
      tensors.get(`text_model.final_layer_norm.${name}`)!,
    );
    const [weight, bias] = await readTensors(norm);
    const expected = layerNorm(hidden, weight!, bias!);
    assertClose('clip skip', skipped, expected);

    for (const clipSkip of [layers, -1, 0.5, NaN]) {
      assert.throws(() => buildTextEncoderGraph(config, tensors, { batch: 1, clipSkip }), {
        code: 'invalid-shape',
      });
    }
  });

  it('tiny-sd: with float16 weights, widened', async () => {
    const { config } = (await readTinyModel('tiny-sd')).textEncoder;
    const tensors = await readCheckpoint(
      referencePath('models', 'tiny-sd', 'text_encoder', 'model.fp16.safetensors'),
    );
    const graph = buildTextEncoderGraph(config, tensors, { batch: 1 });
    const ids = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
    const hidden = (await runGraph(graph, { input_ids: ids })).get('last_hidden_state');
    assertClose('float16', hidden, golden('tiny-sd', 'fp16_weights/text_encoder.npy').data);
  });
});

/** Each row to mean 0 and variance 1 (eps 1e-5), then scaled and shifted. */
function layerNorm(rows: Float32Array, weight: Float32Array, bias: Float32Array): number[] {
  const width = weight.length;
  return Array.from({ length: rows.length / width }, (_, k) =>
    rows.subarray(k * width, (k + 1) * width),
  ).flatMap((row) => {
    const mean = row.reduce((sum, x) => sum + x, 0) / width;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width;
    return Array.from(
      row,
      (x, k) => ((x - mean) / Math.sqrt(variance + 1e-5)) * weight[k]! + bias[k]!,
    );
  });
}
