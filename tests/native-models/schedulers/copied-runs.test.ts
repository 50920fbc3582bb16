import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { betaQuantile } from '../../../native-models/schedulers/beta-quantile.ts';
import type { SchedulerName } from '../../../native-models/schedulers/scheduler-names.ts';
import {
  levelsOfSchedule,
  looksBetweenLevels,
  planOf,
  relativeError,
  runModel,
  wholeClasses,
} from './golden.ts';
import type { Coefficients, GoldenRun } from './golden.ts';

/** A few numbers of the reference runs, kept in the project so that every algorithm is tested without them. */
interface CopiedRuns {
  readonly model_coefficients: Readonly<Record<string, Coefficients>>;
  /** What each diffusers class does where its configuration says nothing. */
  readonly constructor_defaults: Readonly<Record<SchedulerName, Readonly<Record<string, unknown>>>>;
  readonly initial_noise: readonly number[];
  readonly noise_bank: readonly (readonly number[])[];
  readonly runs: readonly (Omit<GoldenRun, 'x'> & {
    readonly scheduler: SchedulerName;
    readonly x: readonly (readonly number[])[];
  })[];
  readonly beta_quantiles: { readonly values: readonly (readonly [number, number])[] };
}

const file = join(import.meta.dirname, '..', '..', 'reference', 'schedulers.json');
const copied = JSON.parse(readFileSync(file, 'utf8')) as CopiedRuns;

/** Of every field that some classes have and others do not: values that change something where they are read. */
const unusualValues: Readonly<Record<string, readonly unknown[]>> = {
  algorithm_type: ['sde-dpmsolver++'],
  clip_sample: [true, false],
  clip_sample_range: [0.1],
  disable_corrector: [[0, 1, 2]],
  dynamic_thresholding_ratio: [0.5],
  euler_at_final: [true],
  final_sigmas_type: ['sigma_min', 'zero'],
  interpolation_type: ['log_linear'],
  lambda_min_clipped: [-1],
  lower_order_final: [true, false],
  original_inference_steps: [20],
  predict_x0: [false],
  rescale_betas_zero_snr: [true],
  sample_max_value: [2],
  set_alpha_to_one: [true, false],
  sigma_max: [5],
  sigma_min: [1],
  skip_prk_steps: [true, false],
  solver_order: [1, 3],
  solver_type: ['heun', 'bh1'],
  steps_offset: [3],
  thresholding: [true],
  timestep_scaling: [2],
  timestep_spacing: ['leading', 'trailing', 'linspace'],
  use_beta_sigmas: [true],
  use_exponential_sigmas: [true],
  use_karras_sigmas: [true],
  use_lu_lambdas: [true],
  variance_type: ['fixed_large'],
};

describe('reference numbers kept in the project', () => {
  test('cover every algorithm', () => {
    const covered = new Set(copied.runs.map((run) => run.scheduler));
    assert.deepEqual(covered, new Set(wholeClasses));
  });

  for (const run of copied.runs) {
    test(`${run.scheduler}, ${run.id}`, () => {
      const plan = planOf(run.scheduler, run);
      assert.ok(relativeError(plan.timesteps, run.timesteps) < 1e-6);
      const levels = (sigmas: readonly number[]): readonly number[] =>
        looksBetweenLevels(run.scheduler) ? levelsOfSchedule(sigmas) : sigmas;
      if (run.sigmas) {
        assert.ok(relativeError(levels(plan.sigmas ?? []), levels(run.sigmas)) < 1e-6);
      }
      assert.ok(Math.abs(plan.initNoiseSigma / run.init_noise_sigma - 1) < 1e-6);

      const coefficients = copied.model_coefficients[String(run.config.prediction_type)]!;
      let sample: Float32Array = Float32Array.from(
        copied.initial_noise,
        (z) => z * plan.initNoiseSigma,
      );
      plan.timesteps.forEach((timestep, i) => {
        const output = runModel(coefficients, plan.scaleModelInput(sample, i), timestep);
        const draw = run.noise_draw?.[i] ?? null;
        const noise = draw === null ? undefined : Float32Array.from(copied.noise_bank[draw]!);
        sample = plan.step(output, i, sample, noise);
        assert.ok(relativeError(sample, run.x[i + 1]!) < 2e-5, `sample after step ${i}`);
      });
    });
  }

  for (const name of wholeClasses) {
    test(`${name} takes the defaults of its class where the configuration says nothing`, () => {
      const defaults = copied.constructor_defaults[name];
      assert.deepEqual(followRun(name, {}), followRun(name, defaults));
    });
  }

  for (const name of wholeClasses) {
    test(`${name} passes over fields that its class does not have`, () => {
      const own = copied.constructor_defaults[name];
      const plain = followRun(name, {});
      for (const [field, values] of Object.entries(unusualValues)) {
        if (field in own) continue;
        for (const value of values)
          assert.deepEqual(
            followRun(name, { [field]: value }),
            plain,
            `${field}: ${String(value)}`,
          );
      }
    });
  }

  test('quantiles of the beta distribution', () => {
    for (const [probability, quantile] of copied.beta_quantiles.values) {
      assert.ok(Math.abs(betaQuantile(probability, 0.6, 0.6) - quantile) < 1e-12);
    }
    assert.equal(betaQuantile(0, 0.6, 0.6), 0);
    assert.equal(betaQuantile(1, 0.6, 0.6), 1);
  });
});

/** Timesteps and result of a short run with a network of its own. */
function followRun(name: SchedulerName, config: Readonly<Record<string, unknown>>) {
  const plan = planOf(name, { config, num_inference_steps: 6 });
  let sample: Float32Array = Float32Array.from(copied.initial_noise);
  plan.timesteps.forEach((_, i) => {
    sample = plan.step(Float32Array.from(sample, Math.sin), i, sample, sample);
  });
  return { timesteps: plan.timesteps, sample };
}
