import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { TensorEntry } from '../../../native-models/checkpoints/tensor-entry.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import { openTextEncoder } from '../../../native-models/models/text-encoder.ts';
import { openUnet } from '../../../native-models/models/unet.ts';
import { openVaeEncoder } from '../../../native-models/models/vae-encoder.ts';
import { assertClose } from '../graphs/equality.ts';
import { formulaNoise, writeFormulaWeights } from '../graphs/formula-weights.ts';
import { runGraph } from '../graphs/golden.ts';
import { smallTextEncoder, smallUnet, smallVae } from '../graphs/small-configs.ts';

const folder = mkdtempSync(join(tmpdir(), 'nishiki-networks-'));
after(() => rmSync(folder, { recursive: true }));
const options = { threads: 1 };

describe('the UNet as pipelines see it', () => {
  const shape = { batch: 2, height: 8, width: 8 };
  const weights = writeFormulaWeights(join(folder, 'unet'), (index) =>
    buildUnetGraph(smallUnet, index, shape),
  );
  const sample = formulaNoise('sample', [2, 4, 8, 8]);
  const prompt = formulaNoise('prompt', [2, 77, 12]);

  it('passes one timestep to every sample, mapped or prepacked', async () => {
    const direct = await runGraph(buildUnetGraph(smallUnet, weights, shape), {
      sample: { data: sample, shape: [2, 4, 8, 8] },
      timestep: { data: Float32Array.of(799.2, 799.2), shape: [2] },
      encoder_hidden_states: { data: prompt, shape: [2, 77, 12] },
    });
    for (const weightMemory of ['mapped', 'prepacked'] as const) {
      const unet = openUnet(smallUnet, weights, { ...options, weightMemory });
      await unet.prepare(shape);
      const noisePred = await unet.predict(sample, 799.2, prompt, shape);
      assertClose(weightMemory, noisePred, direct.get('noise_pred') ?? []);
      await unet.dispose();
    }
  });

  it('runs in the session that was prepared, and opens no other beside it', async () => {
    let layers = 0;
    const unet = openUnet(smallUnet, weights, { ...options, onLayer: () => layers++ });
    await unet.prepare(shape);
    const prepared = layers;
    assert.ok(prepared > 0);
    await unet.predict(sample, 500, prompt, shape);
    await unet.deepCache.predictDeeply(sample, 500, prompt, shape);
    assert.equal(layers, prepared, 'another graph was written');
    await unet.dispose();
  });

  it('says the same of a sample shallowly, from the deep layers, as it says as a whole', async () => {
    for (const weightMemory of ['mapped', 'prepacked'] as const) {
      const unet = openUnet(smallUnet, weights, { ...options, weightMemory });
      const whole = await unet.predict(sample, 500, prompt, shape);
      const { noisePred, deepFeatures } = await unet.deepCache.predictDeeply(
        sample,
        500,
        prompt,
        shape,
      );
      const again = await unet.deepCache.predictShallowly(deepFeatures, sample, 500, prompt, shape);
      assertClose('the whole', noisePred, whole);
      assertClose('the shallow step', again, whole);
      // It does read the new sample, and what it is given of the old.
      const next = sample.map((value) => 0.9 * value);
      const taken = await unet.deepCache.predictShallowly(deepFeatures, next, 500, prompt, shape);
      const exact = await unet.predict(next, 500, prompt, shape);
      assert.throws(() => assertClose('the new sample', taken, whole));
      assert.throws(() => assertClose('the old features', taken, exact));
      await unet.dispose();
    }
  });

  it('tells prompts and timesteps apart, however often and in whatever order they come', async () => {
    const unet = openUnet(smallUnet, weights, options);
    const other = formulaNoise('other prompt', [2, 77, 12]);
    const calls = [
      [3, prompt],
      [999, prompt],
      [3, other],
    ] as const;
    const fresh: Float32Array[] = [];
    for (const [timestep, embeds] of calls) {
      fresh.push(await unet.predict(sample, timestep, embeds.slice(), shape));
    }
    // More than are computed at a time, and more than are kept.
    await unet.prepareTimesteps?.(Array.from({ length: 300 }, (_, k) => 1 + k));
    for (const [index, [timestep, embeds]] of [...calls.entries()].toReversed()) {
      assertClose(
        `call ${index}`,
        await unet.predict(sample, timestep, embeds, shape),
        fresh[index]!,
      );
    }
    assert.notDeepEqual(fresh[0], fresh[1]);
    assert.notDeepEqual(fresh[0], fresh[2]);
    await unet.dispose();
  });

  it('takes longer prompts', async () => {
    const unet = openUnet(smallUnet, weights, options);
    // The same tokens twice weigh the same in every softmax, so nothing may change.
    const once = await unet.predict(sample, 3, prompt, shape);
    const rows = 77 * 12;
    const twice = new Float32Array(2 * prompt.length);
    for (const copy of [0, 1]) {
      twice.set(prompt.subarray(0, rows), copy * rows);
      twice.set(prompt.subarray(rows), (2 + copy) * rows);
    }
    assertClose('154 tokens', await unet.predict(sample, 3, twice, shape), once);
    await unet.dispose();
  });

  it('says which array does not fit its shape', async () => {
    const unet = openUnet(smallUnet, weights, options);
    await assert.rejects(unet.predict(sample.slice(1), 3, prompt, shape), {
      name: 'ModelError',
      code: 'invalid-input',
      message: 'The sample has 511 values where shape [2, 4, 8, 8] needs 512.',
    });
    await assert.rejects(unet.predict(sample, 3, prompt.slice(1), shape), {
      code: 'invalid-input',
      message: /Prompt embeddings have 1847 values/,
    });
    await unet.dispose();
  });

  it('names missing weights at the first call, not before', async () => {
    const unet = openUnet(smallUnet, new Map(), options);
    await assert.rejects(unet.predict(sample, 3, prompt, shape), {
      name: 'GraphError',
      code: 'weights-do-not-fit',
    });
    await unet.dispose();
  });
});

describe('the text encoder as pipelines see it', () => {
  const weights = writeFormulaWeights(join(folder, 'text'), (index) =>
    buildTextEncoderGraph(smallTextEncoder, index, { batch: 1 }),
  );
  const ids = Array.from({ length: 77 }, (_, place) => (3 * place) % 50);

  it('encodes each prompt as if it were alone', async () => {
    const encoder = openTextEncoder(smallTextEncoder, weights, options);
    const alone = await encoder.encode([ids]);
    const both = await encoder.encode([ids.toReversed(), ids]);
    assert.equal(both.length, 2 * 77 * encoder.hiddenSize);
    assertClose('second of two', both.slice(alone.length), alone);
    await encoder.dispose();
  });

  it('refuses ids that are not in the vocabulary, and rows of unequal length', async () => {
    const encoder = openTextEncoder(smallTextEncoder, weights, options);
    for (const stray of [50, -1, 1.5]) {
      await assert.rejects(encoder.encode([ids.with(3, stray)]), {
        code: 'invalid-input',
        message: new RegExp(`Token id ${stray} is not in the text encoder's vocabulary of 50`),
      });
    }
    for (const rows of [[ids, [1]], [[]], []]) {
      await assert.rejects(encoder.encode(rows), { code: 'invalid-input' });
    }
    await encoder.dispose();
  });

  it('refuses more tokens than it has positions', async () => {
    const encoder = openTextEncoder(smallTextEncoder, weights, options);
    await assert.rejects(encoder.encode([[...ids, 1]]), {
      name: 'GraphError',
      code: 'invalid-shape',
      message: /cannot take 78 tokens/,
    });
    await encoder.dispose();
  });
});

describe('the VAE encoder as pipelines see it', () => {
  it('separates means from log variances picture by picture, and clamps the latter', async () => {
    const size = { batch: 2, height: 32, width: 40 };
    const weights = writeFormulaWeights(join(folder, 'vae'), (index) =>
      buildVaeEncoderGraph(smallVae, index, size),
    );
    enlarge(weights.get('quant_conv.weight') ?? assert.fail(), 100);
    const images = formulaNoise('images', [2, 3, 32, 40]);
    const direct = await runGraph(buildVaeEncoderGraph(smallVae, weights, size), {
      image: { data: images, shape: [2, 3, 32, 40] },
    });
    const moments = direct.get('moments') ?? new Float32Array();

    const encoder = openVaeEncoder(smallVae, weights, options);
    const { mean, logVariance } = await encoder.encode(images, { batch: 2, height: 4, width: 5 });
    await encoder.dispose();
    const half = 4 * 4 * 5;
    const parts = [0, 1, 2, 3].map((part) => moments.slice(part * half, (part + 1) * half));
    assert.deepEqual(mean, Float32Array.from([...(parts[0] ?? []), ...(parts[2] ?? [])]));
    const unclamped = [...(parts[1] ?? []), ...(parts[3] ?? [])];
    assert.ok(Math.min(...unclamped) < -30 && Math.max(...unclamped) > 20);
    const clamped = unclamped.map((value) => Math.min(20, Math.max(-30, value)));
    assert.deepEqual(logVariance, Float32Array.from(clamped));
  });
});

/** Multiplies the values of one tensor in its file. */
function enlarge({ file, offset, byteLength }: TensorEntry, factor: number): void {
  const bytes = readFileSync(file);
  const values = new Float32Array(
    Uint8Array.from(bytes.subarray(offset, offset + byteLength)).buffer,
  );
  bytes.set(new Uint8Array(values.map((value) => factor * value).buffer), offset);
  writeFileSync(file, bytes);
}
