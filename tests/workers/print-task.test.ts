import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { Sampler } from '../../electron/api/contract/sampler.ts';
import { printTask } from '../../electron/workers/print-task.ts';
import { createFakeModel } from '../native-models/pipelines/fake-model.ts';

const side = 64;

test('outside the mask no noise is left, also where a sampler steps down from much of it', async () => {
  for (const sampler of ['ddim', 'dpmpp-2m', 'heun', 'unipc', 'deis', 'lcm'] as const) {
    const [one, other] = await Promise.all(['1', '2'].map((seed) => paint(sampler, seed)));
    const inside: number[] = [];
    one!.forEach((value, k) => {
      if (isPainted(Math.floor(k / 3))) inside.push(value - other![k]!);
      else assert.equal(value, other![k], `${sampler}, value ${k}: seeds show outside the mask`);
    });
    assert.ok(
      inside.some((difference) => difference !== 0),
      'inside the seeds differ',
    );
  }
});

/** The right half of a grey picture painted anew, the original's own pixels not laid over the rest. */
async function paint(sampler: Sampler, seed: string): Promise<Uint8Array> {
  const { vaeEncoder, ...rest } = createFakeModel();
  const exact = {
    ...vaeEncoder,
    encode: async (...input: Parameters<typeof vaeEncoder.encode>) => {
      const { mean } = await vaeEncoder.encode(...input);
      return { mean, logVariance: mean.map(() => -60) };
    },
  };
  const data = Uint8Array.from({ length: side * side }, (_, k) => (isPainted(k) ? 255 : 0));
  const events = printTask(
    { ...rest, vaeEncoder: exact },
    {
      model: { path: '', fingerprint: '' },
      prompt: 'cat',
      negativePrompt: '',
      seed,
      settings: printSettingsSchema.parse({ width: side, height: side, steps: 4, sampler }),
      initImage: {
        image: { width: side, height: side, rgb: new Uint8Array(3 * side * side).fill(140) },
        mask: { width: side, height: side, data },
        strength: 1,
        fit: 'stretch',
        keepOriginal: false,
      },
    },
    new AbortController().signal,
  );
  for await (const event of events) if (event.type === 'image') return event.image.rgb;
  throw new Error('No picture came.');
}

function isPainted(pixel: number): boolean {
  return pixel % side >= side / 2;
}

test('of several at once every one tells its steps, and all give way once a step and between two pictures', async () => {
  const settings = printSettingsSchema.parse({ width: side, height: side, steps: 3 });
  const words = { prompt: 'cat', negativePrompt: '' };
  const further = ['2', '3'].map((seed) => ({ ...words, seed }));
  const task = { model: { path: '', fingerprint: '' }, ...words, seed: '1', settings, further };
  for (const [batch, steps] of [
    [1, 9],
    [2, 6],
    [3, 3],
  ] as const) {
    let gaveWay = 0;
    const told: string[] = [];
    const { signal } = new AbortController();
    const giveWay = async (): Promise<void> => void (gaveWay += 1);
    for await (const event of printTask(createFakeModel(), { ...task, batch }, signal, giveWay)) {
      if (event.type === 'image') told.push(`${event.index} of ${event.batch}, ${event.left} left`);
    }
    const sizes = { 1: [1, 1, 1], 2: [2, 2, 1], 3: [3, 3, 3] }[batch];
    assert.deepEqual(
      told,
      sizes.map((size, index) => `${index} of ${size}, ${2 - index} left`),
    );
    assert.equal(gaveWay, steps + 2, `${batch} at once`);
  }
});
