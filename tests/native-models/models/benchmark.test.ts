import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { ModelComponent } from '../../../native-models/checkpoints/diffusers-model.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import type { BuiltGraph } from '../../../native-models/graphs/graph-builder.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { benchmarkModel, type Measurement } from '../../../native-models/models/benchmark.ts';
import { writeFormulaWeights } from '../graphs/formula-weights.ts';
import { smallTextEncoder, smallUnet, smallVae } from '../graphs/small-configs.ts';

const folder = mkdtempSync(join(tmpdir(), 'nishiki-benchmark-'));
after(() => rmSync(folder, { recursive: true }));

const shape = { batch: 1, height: 8, width: 8 };
const model = {
  textEncoder: component('text', smallTextEncoder, (weights) =>
    buildTextEncoderGraph(smallTextEncoder, weights, { batch: 1 }),
  ),
  unet: component('unet', smallUnet, (weights) => buildUnetGraph(smallUnet, weights, shape)),
  vae: component('vae', smallVae, (weights) => buildVaeDecoderGraph(smallVae, weights, shape)),
};
const options = { height: 8, width: 8, runs: 2, sessions: { threads: 1 } };

describe('the benchmark', () => {
  it('measures the machine, then each network, then memory', async () => {
    const measurements: Measurement[] = [];
    for await (const line of benchmarkModel(model, options)) measurements.push(line);
    const names = measurements.map((line) => (line.kind === 'network' ? line.network : line.kind));
    assert.deepEqual(names, ['matrix-product', 'text encoder', 'UNet', 'VAE decoder', 'memory']);

    for (const line of measurements) {
      if (line.kind !== 'network') continue;
      assert.ok(line.bestSeconds > 0 && line.bestSeconds <= line.medianSeconds, line.network);
      assert.ok(line.openSeconds > 0 && line.cpuSeconds >= 0, line.network);
      assert.ok(line.shareOfPeak > 0, line.network);
    }
    // A run with guidance sees the picture twice.
    const unet = measurements.find((line) => line.kind === 'network' && line.network === 'UNet');
    const { operations } = buildUnetGraph(smallUnet, model.unet.tensors, { ...shape, batch: 2 });
    assert.ok(unet?.kind === 'network');
    assert.equal(unet.operations, operations);
  });

  it('ends at the signal', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const run = async () => {
      for await (const { kind } of benchmarkModel(model, {
        ...options,
        signal: controller.signal,
      })) {
        seen.push(kind);
        controller.abort(new Error('enough'));
      }
    };
    await assert.rejects(run(), { message: 'enough' });
    assert.deepEqual(seen, ['matrix-product']);
  });
});

function component<Config>(
  name: string,
  config: Config,
  build: (weights: TensorIndex) => BuiltGraph,
): ModelComponent<Config> {
  const weightsFile = join(folder, name);
  return { config, tensors: writeFormulaWeights(weightsFile, build) };
}
