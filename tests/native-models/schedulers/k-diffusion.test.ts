import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import type { NoiseScheduleConfig } from '../../../native-models/schedulers/scheduler-config.ts';
import type { SchedulerName } from '../../../native-models/schedulers/scheduler-names.ts';
import { relativeError } from './golden.ts';

/** Made by tests/reference/make_k_diffusion.py with NumPy. */
const { initial, bank, runs } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/k-diffusion.json'), 'utf8'),
) as {
  readonly initial: readonly number[];
  readonly bank: readonly (readonly number[])[];
  readonly runs: readonly {
    readonly scheduler: SchedulerName;
    readonly steps: number;
    /** Before each step, and after the last one. */
    readonly sigmas: readonly number[];
    /** After each call of the network. */
    readonly samples: readonly (readonly number[])[];
  }[];
};

const model: NoiseScheduleConfig = {
  betaStart: 0.00085,
  betaEnd: 0.012,
  betaSchedule: 'scaled_linear',
  timestepSpacing: 'leading',
  stepsOffset: 1,
};

describe('samplers that diffusers does not have equal k-diffusion’s', () => {
  for (const run of runs) {
    test(run.scheduler, () => {
      const plan = createScheduler(run.scheduler, model).plan(run.steps);
      const sigmas = plan.sigmas ?? [];
      assert.equal(plan.timesteps.length, run.samples.length);
      assert.ok(Math.abs(plan.initNoiseSigma / run.sigmas[0]! - 1) < 1e-6);
      const own = run.samples.length === run.steps ? sigmas : withoutLooks(sigmas);
      assert.ok(relativeError(own, run.sigmas) < 1e-6);

      let sample: Float32Array = Float32Array.from(initial, (z) => z * plan.initNoiseSigma);
      let drawn = 0;
      plan.timesteps.forEach((_, i) => {
        const noisePred = knowingNetwork(plan.scaleModelInput(sample, i), sigmas[i]!);
        const noise = plan.needsNoise(i) ? Float32Array.from(bank[drawn++]!) : undefined;
        sample = plan.step(noisePred, i, sample, noise);
        const error = relativeError(sample, run.samples[i]!);
        assert.ok(error < 2e-5, `after call ${i}: ${error}`);
      });
    });
  }
});

describe('noise that is Brownian motion', () => {
  test('lies between the levels of each stage, for all of a run that is begun in the middle', () => {
    const plan = createScheduler('dpmpp-sde-karras', model).plan(8);
    const { lowest, highest, between } = plan.brownian!;
    const levels = withoutLooks(plan.sigmas ?? []);
    assert.deepEqual([lowest, highest], [levels.at(-2), levels[0]]);
    assert.deepEqual(between(2), [levels[1], plan.sigmas![3]]);
    assert.deepEqual(between(3), [levels[1], levels[2]]);
    const begun = createScheduler('dpmpp-sde-karras', model).plan(8, { strength: 0.5 });
    assert.deepEqual([begun.brownian!.lowest, begun.brownian!.highest], [lowest, highest]);
    assert.deepEqual(begun.brownian!.between(0), between(8));
    assert.equal(begun.needsNoise(begun.timesteps.length - 1), false);

    const multistep = createScheduler('dpmpp-3m-sde-exponential', model).plan(8);
    assert.deepEqual(multistep.brownian!.between(3), multistep.sigmas!.slice(3, 5));
    assert.equal(createScheduler('dpmpp-2s-ancestral', model).plan(8).brownian, undefined);
  });
});

/** Every other level: a step looks between two. */
function withoutLooks(sigmas: readonly number[]): number[] {
  return [...sigmas.slice(0, -1).filter((_, i) => i % 2 === 0), 0];
}

/** `denoise` of the Python program, as the noise that it takes the rest for. */
function knowingNetwork(input: Float32Array, sigma: number): Float32Array {
  return input.map((scaled) => {
    const clean = 0.9 * Math.sin(1.3 * scaled + 0.4) + 0.2 * scaled;
    return (scaled * Math.sqrt(sigma ** 2 + 1) - clean) / sigma;
  });
}
