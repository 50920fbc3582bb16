import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import type { GraphOptions } from '../../../native-models/graphs/graph-profile.ts';
import type { Int8Layer, Int8Layers } from '../../../native-models/graphs/int8-layers.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { RANGES, watchRanges } from '../../../native-models/graphs/watch-layers.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { distinctProfiles, oneOfEachKind, profileTolerances } from './distinct-profiles.ts';
import { golden, goldenIds, readTinyModel, relativeError, runGraph } from './golden.ts';
import { loraOutput, loraUnetFeeds, loraUnetShape, readTinyLora } from './tiny-loras.ts';

/** Changes linear layers of both networks, and convolutions. */
const name = 'kohya-mixed';
const lora = readTinyLora(`${name}.safetensors`);
const tiny = readTinyModel('tiny-sd');
const expected = () => loraOutput(`${name}.scale0.8.unet_out`);

describe('LoRAs in the graphs of other devices, on the processor', skipWithoutReference, () => {
  const half = distinctProfiles().find(({ graph }) => graph.computeType === 'float16');
  const profile = half?.graph ?? assert.fail('no profile in half precision');

  it('change UNet and text encoder in half precision as in floats', async () => {
    const limit = profileTolerances.float16;
    const noise = relativeError(await predict({ profile }), expected());
    assert.ok(noise <= limit, `UNet: ${noise}`);
    const { config, tensors } = (await tiny).textEncoder;
    const weights = adaptTensors(tensors, (await lora).textEncoder, 0.8);
    const graph = buildTextEncoderGraph(config, weights, { batch: 1 }, { profile });
    const ids = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
    const hidden = (await runGraph(graph, { input_ids: ids })).get('last_hidden_state');
    const text = relativeError(hidden, loraOutput(`${name}.scale0.8.text_encoder_out`));
    assert.ok(text <= limit, `text encoder: ${text}`);
  });

  it('are part of every kind of graph, those of CUDA and DirectML too', async () => {
    const { config, weights } = await adaptedUnet();
    for (const { name: kind, graph: options } of oneOfEachKind()) {
      const { model } = buildUnetGraph(config, weights, loraUnetShape, { profile: options });
      const text = Buffer.from(model).toString('latin1');
      for (const key of (await lora).unet.keys())
        assert.ok(text.includes(`${key} + LoRA 0 up`), `${kind}: ${key}`);
    }
  });

  it('are added in float32, and the sum rounded once', async () => {
    const inFloats = await adaptedValues({});
    const inHalves = await adaptedValues({ profile });
    assert.equal(inFloats.size, (await lora).unet.size);
    for (const [key, values] of inFloats)
      assert.deepEqual(inHalves.get(key), Float32Array.from(Float16Array.from(values)), key);
  });
});

describe('LoRAs in 8-bit integers', skipWithoutReference, () => {
  it('are added before weights are rounded', async (t) => {
    const error = relativeError(await predict({ int8: await everyLayer() }), expected());
    const without = golden('tiny-sd', 'unet/8x8_b1.t500.out.npy').data;
    const ofLora = relativeError(without, expected());
    t.diagnostic(`${error} off, where the LoRA itself makes ${ofLora}`);
    assert.ok(error > 1e-4 && error < 0.25 * ofLora, `${error} of ${ofLora}`);
  });
});

async function adaptedUnet() {
  const { config, tensors } = (await tiny).unet;
  return { config, weights: adaptTensors(tensors, (await lora).unet, 0.8) };
}

async function predict(options: GraphOptions) {
  const { config, weights } = await adaptedUnet();
  const graph = buildUnetGraph(config, weights, loraUnetShape, options);
  return (await runGraph(graph, loraUnetFeeds())).get('noise_pred');
}

/** The weights that the LoRA changes, as graphs compute them. */
async function adaptedValues(options: GraphOptions) {
  const { weights } = await adaptedUnet();
  const graph = new GraphBuilder('weights', weights, options);
  for (const key of (await lora).unet.keys())
    graph.output(`${key} out`, graph.weight(key, weights.get(key)?.shape ?? []));
  return await runGraph(graph.finish(), {});
}

/** Every layer of the UNet, convolutions with the ranges that they have here. */
async function everyLayer(): Promise<Int8Layers> {
  const { config, weights } = await adaptedUnet();
  const layers = new Map<string, Int8Layer>();
  const graph = buildUnetGraph(config, weights, loraUnetShape, {
    onLayer: (builder, layer) => {
      if (layer.kind === 'linear') layers.set(layer.path, { kind: 'linear' });
      else watchRanges(builder, layer);
    },
  });
  for (const [output, ends] of await runGraph(graph, loraUnetFeeds())) {
    if (!output.endsWith(RANGES)) continue;
    const [inMin = 0, inMax = 0, outMin = 0, outMax = 0] = ends;
    const [input, result] = [
      { min: inMin, max: inMax },
      { min: outMin, max: outMax },
    ];
    layers.set(output.slice(0, -RANGES.length), { kind: 'convolution', input, output: result });
  }
  return layers;
}
