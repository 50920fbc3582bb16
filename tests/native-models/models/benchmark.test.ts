import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { ModelComponent } from '../../../native-models/checkpoints/diffusers-model.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import type { BuiltGraph } from '../../../native-models/graphs/built-graph.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import type { TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { measureMatrixProduct, measureNetwork } from '../../../native-models/models/benchmark.ts';
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
  vae: {
    config: smallVae,
    tensors: new Map([
      ...component('decoder', smallVae, (weights) => buildVaeDecoderGraph(smallVae, weights, shape))
        .tensors,
      ...component('encoder', smallVae, (weights) =>
        buildVaeEncoderGraph(smallVae, weights, { batch: 1, height: 64, width: 64 }),
      ).tensors,
    ]),
  },
};
const repetitions = { runs: 3, seconds: 60 };

describe('the benchmark', () => {
  for (const form of ['cpu', 'naive'] as const) {
    for (const network of [
      'text encoder',
      'UNet',
      'UNet, shallow step',
      'VAE decoder',
      'VAE encoder',
    ] as const) {
      it(`measures the ${network}, form ${form}`, async () => {
        const of = { network, height: 8, width: 8, form, sessions: { threads: 1 } };
        const measured = await measureNetwork(model, of, repetitions);
        assert.ok(measured.bestSeconds > 0 && measured.bestSeconds <= measured.medianSeconds);
        assert.ok(measured.openSeconds > 0 && measured.cpuSeconds >= 0);
      });
    }
  }

  it('counts the same work in every form, and in the UNet that of two rows', async () => {
    const work = async (form: 'cpu' | 'naive') => {
      const of = { network: 'UNet', height: 8, width: 8, form, sessions: {} } as const;
      return (await measureNetwork(model, of, repetitions)).operations;
    };
    const { operations } = buildUnetGraph(smallUnet, model.unet.tensors, { ...shape, batch: 2 });
    assert.deepEqual([await work('cpu'), await work('naive')], [operations, operations]);
  });

  it("measures the machine's matrix product", async () => {
    const speed = await measureMatrixProduct(1, { runs: 2, seconds: 0 }, { threads: 1 });
    assert.ok(speed.byWallClock > 1e6 && speed.byProcessor > 1e6);
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
