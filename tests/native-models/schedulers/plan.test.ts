import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import type { Scheduler, SchedulerPlan } from '../../../native-models/schedulers/scheduler.ts';
import type { SchedulerErrorCode } from '../../../native-models/schedulers/scheduler-error.ts';
import { SchedulerError } from '../../../native-models/schedulers/scheduler-error.ts';
import {
  optionsOfScheduler,
  schedulerNames,
} from '../../../native-models/schedulers/scheduler-names.ts';
import { weightedSum } from '../../../native-models/schedulers/weighted-sum.ts';

const stableDiffusion = {
  betaStart: 0.00085,
  betaEnd: 0.012,
  betaSchedule: 'scaled_linear',
  stepsOffset: 1,
  clipSample: false,
  skipPrkSteps: true,
} as const;

describe('a plan', () => {
  for (const name of schedulerNames) {
    test(`of ${name} finds the clean sample, whatever the noise, if the noise is predicted rightly`, () => {
      const plan = createScheduler(name, stableDiffusion).plan(12);
      const clean = Float32Array.of(0.5, -1, 2, 0);
      const noise = Float32Array.of(1, -0.3, 0.2, -2);
      for (const i of [0, 5, 11]) {
        const noisy = plan.addNoise(clean, noise, i);
        const found = plan.predictOriginal(noise, i, noisy);
        found.forEach((x, k) => assert.ok(Math.abs(x - clean[k]!) < 1e-4, `step ${i}: ${x}`));
      }
    });

    test(`of ${name} leaves its arguments alone`, () => {
      const plan = createScheduler(name, stableDiffusion).plan(3);
      const [sample, noisePred, noise] = [1, 2, 3].map((x) => new Float32Array(16).fill(x));
      plan.scaleModelInput(sample!, 0);
      plan.step(noisePred!, 0, sample!, noise);
      assert.deepEqual([...new Set([...sample!, ...noisePred!, ...noise!])], [1, 2, 3]);
    });

    test(`of ${name} is refused for step counts that the training schedule cannot hold`, () => {
      const scheduler = createScheduler(name, stableDiffusion);
      for (const steps of [0, -1, 2.5, 1001, Number.NaN]) {
        assert.throws(() => scheduler.plan(steps), withCode('invalid-steps'), String(steps));
      }
      assert.throws(() => scheduler.plan(10, { strength: 1.5 }), withCode('invalid-steps'));
    });
  }

  test('shares nothing with another plan of the same scheduler', () => {
    const scheduler = createScheduler('lms', stableDiffusion);
    const run = (): Float32Array => {
      const plan = scheduler.plan(4);
      let sample: Float32Array = Float32Array.of(1, 2, 3);
      for (let i = 0; i < 4; i++) sample = plan.step(sample, i, sample);
      return sample;
    };
    assert.deepEqual(run(), run());
  });

  test('of a multistep algorithm is refused out of order', () => {
    for (const name of ['pndm', 'lms', 'heun', 'dpm2', 'dpmpp-2s', 'deis', 'unipc'] as const) {
      const plan = createScheduler(name, stableDiffusion).plan(4);
      const sample = new Float32Array(4);
      plan.step(sample, 0, sample);
      assert.throws(() => plan.step(sample, 0, sample), withCode('step-order'), name);
      assert.throws(() => plan.step(sample, 2, sample), withCode('step-order'), name);
    }
  });

  test('that adds noise is refused without any', () => {
    const sample = new Float32Array(4);
    const ancestral = createScheduler('euler-ancestral', stableDiffusion).plan(4);
    assert.throws(() => ancestral.step(sample, 0, sample), withCode('missing-noise'));
    const ddim = createScheduler('ddim', stableDiffusion).plan(4, { eta: 1 });
    assert.throws(() => ddim.step(sample, 0, sample), withCode('missing-noise'));
  });

  for (const name of schedulerNames) {
    test(`of ${name} ends in numbers or is refused, at any number of steps and any strength`, () => {
      const { timestepSpacing: chosen, namedLevels } = optionsOfScheduler(name);
      // Named levels lie where they lie, whatever the model's own spacing.
      const own = namedLevels ? 'leading' : chosen;
      // A thousand quantiles of a beta distribution take a while.
      const stepCounts = name.includes('-beta') ? [1, 2, 20, 100] : [1, 2, 20, 999, 1000];
      for (const timestepSpacing of own ? [own] : (['leading', 'trailing', 'linspace'] as const)) {
        const scheduler = createScheduler(name, { ...stableDiffusion, timestepSpacing });
        for (const steps of stepCounts) {
          for (const strength of [1, 0.1]) assertNumbers(scheduler, steps, strength);
        }
      }
    });
  }

  test('never leaves the training schedule: 1000 steps with an offset of 1 would', () => {
    const ddim = createScheduler('ddim', stableDiffusion);
    assert.equal(ddim.plan(999).timesteps[0], 999);
    assert.throws(() => ddim.plan(1000), withCode('invalid-steps'));
  });

  test('with trailing spacing has as many timesteps as asked, also where 1000 ÷ n is not exact', () => {
    const ddim = createScheduler('ddim', { ...stableDiffusion, timestepSpacing: 'trailing' });
    for (let steps = 1; steps <= 1000; steps++) {
      const { timesteps } = ddim.plan(steps);
      assert.equal(timesteps.length, steps);
      assert.equal(timesteps[0], 999);
    }
  });

  test('of PNDM makes one call more than asked and visits the second timestep twice', () => {
    const plan = createScheduler('pndm', stableDiffusion).plan(5);
    assert.deepEqual(plan.timesteps, [801, 601, 601, 401, 201, 1]);
  });

  test('of Heun and DPM2 makes two calls for every step but the last', () => {
    for (const name of ['heun', 'dpm2', 'dpm2-ancestral'] as const) {
      const whole = createScheduler(name, stableDiffusion).plan(5);
      assert.equal(whole.timesteps.length, 9, name);
      assert.equal(whole.sigmas!.length, 10, name);
      const half = createScheduler(name, stableDiffusion).plan(5, { strength: 0.4 });
      assert.deepEqual(half.timesteps, whole.timesteps.slice(6), name);
      assert.equal(createScheduler(name, stableDiffusion).plan(1).timesteps.length, 1, name);
    }
  });

  test('of a name with options sets them over the model’s own configuration', () => {
    const plain = createScheduler('dpmpp-2m', { ...stableDiffusion, useKarrasSigmas: true });
    const karras = createScheduler('dpmpp-2m-karras', { ...stableDiffusion });
    assert.deepEqual(karras.plan(6).sigmas, plain.plan(6).sigmas);
    const sde = createScheduler('dpmpp-2m-sde', { ...stableDiffusion, algorithmType: 'dpmsolver' });
    assert.equal(sde.plan(6).needsNoise(0), true);
  });

  test('of LCM and TCD is refused for more steps than the model was distilled from', () => {
    for (const name of ['lcm', 'tcd'] as const) {
      const scheduler = createScheduler(name, { ...stableDiffusion, originalInferenceSteps: 20 });
      assert.deepEqual(scheduler.plan(4).timesteps, [999, 749, 499, 249]);
      assert.throws(() => scheduler.plan(21), withCode('invalid-steps'));
    }
  });

  test('of UniPC and DDPM refuses what would not end in numbers', () => {
    for (const [name, options] of [
      ['unipc', { solverType: 'bh1' }],
      ['unipc', { predictX0: false }],
      ['unipc', { lowerOrderFinal: false }],
      ['ddpm', { varianceType: 'learned_range' }],
    ] as const) {
      const scheduler = createScheduler(name, { ...stableDiffusion, ...options });
      assert.throws(() => scheduler.plan(4), withCode('unsupported-option'));
    }
  });

  test('of DPM-Solver refuses combinations that would divide by zero', () => {
    const noisePredicting = { ...stableDiffusion, algorithmType: 'dpmsolver' } as const;
    assert.throws(
      () => createScheduler('dpmpp-2m', noisePredicting).plan(4),
      withCode('unsupported-option'),
    );
  });

  test('of DPM-Solver ends with a first-order step where asked, however long it is', () => {
    const [euler, multistep] = [true, false].map((eulerAtFinal) => {
      const config = { ...stableDiffusion, finalSigmasType: 'sigma_min', eulerAtFinal } as const;
      const plan = createScheduler('dpmpp-2m', config).plan(20);
      let after: Float32Array = Float32Array.of(1, -2, 0.5);
      let before = after;
      for (let i = 0; i < 20; i++) {
        before = after;
        after = plan.step(before.map(Math.sin), i, before);
      }
      return { before, after, x0: plan.predictOriginal(before.map(Math.sin), 19, before) };
    });
    assert.deepEqual(euler!.before, multistep!.before, 'only the last step differs');
    // A first-order step stays in the plane of the sample and x₀: the three vectors span no volume.
    const volume = ({ before: a, after: b, x0: c }: NonNullable<typeof euler>): number =>
      a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
      a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) +
      a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!);
    assert.ok(Math.abs(volume(euler!)) < 1e-5);
    assert.ok(Math.abs(volume(multistep!)) > 1e-4);
  });

  test('of Euler with churn reads a velocity at the level before the churn', () => {
    const config = { ...stableDiffusion, predictionType: 'v_prediction' } as const;
    const plan = createScheduler('euler', config).plan(4, { sChurn: 1 });
    const [sigma, next] = [plan.sigmas![1]!, plan.sigmas![2]!];
    const sigmaHat = sigma * (1 + 1 / 4);
    const [x, v, z] = [0.5, 2, -1];
    const churned = x + z * Math.sqrt(sigmaHat ** 2 - sigma ** 2);
    const x0 = churned / (sigma ** 2 + 1) - (v * sigma) / Math.sqrt(sigma ** 2 + 1);
    const expected = churned + ((churned - x0) / sigmaHat) * (next - sigmaHat);
    const [v32, x32, z32] = [v, x, z].map((value) => Float32Array.of(value));
    assert.ok(Math.abs(plan.step(v32!, 1, x32!, z32)[0]! - expected) < 1e-5);
  });

  test('thresholds every sample of a batch on its own', () => {
    const thresholding = { ...stableDiffusion, thresholding: true, sampleMaxValue: 10 };
    const calm = Float32Array.of(0.1, 0.2, -0.3, 0.4);
    const wild = Float32Array.of(9, -8, 7, -6);
    const batch = Float32Array.of(...calm, ...wild);
    const step = (sample: Float32Array, size: number): number[] => {
      const plan = createScheduler('ddim', thresholding).plan(4, { batch: size });
      return [...plan.step(new Float32Array(sample.length), 0, sample)];
    };
    assert.deepEqual(step(batch, 2), [...step(calm, 1), ...step(wild, 1)]);
    assert.notDeepEqual(step(batch, 1), step(batch, 2));
  });
});

describe('a weighted sum', () => {
  test('rounds once', () => {
    const ones = Float32Array.of(1);
    assert.equal(weightedSum([1, ones], [2 ** -30, ones], [-1, ones])[0], 2 ** -30);
  });

  test('drops a term of weight zero, even if it is not finite', () => {
    assert.deepEqual(
      [...weightedSum([1, Float32Array.of(2)], [0, Float32Array.of(Infinity)])],
      [2],
    );
  });

  test('refuses arrays of different lengths', () => {
    assert.throws(
      () => weightedSum([1, new Float32Array(2)], [1, new Float32Array(3)]),
      RangeError,
    );
  });
});

function withCode(code: SchedulerErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof SchedulerError && error.code === code;
}

/** A whole run with a network that always answers the same. */
function assertNumbers(scheduler: Scheduler, steps: number, strength: number): void {
  const answer = Float32Array.of(0.5, -1.5);
  let plan: SchedulerPlan;
  try {
    plan = scheduler.plan(steps, { strength });
  } catch (error) {
    assert.ok(withCode('invalid-steps')(error));
    assert.match(String(error), /Use fewer steps|LCM and TCD need/);
    return;
  }
  let sample: Float32Array = Float32Array.of(plan.initNoiseSigma, -plan.initNoiseSigma);
  for (let i = 0; i < plan.timesteps.length; i++) {
    sample = plan.step(answer, i, sample, plan.needsNoise(i) ? answer : undefined);
  }
  assert.ok(sample.every(Number.isFinite), `${steps} steps at ${strength}: ${sample.join(', ')}`);
}
