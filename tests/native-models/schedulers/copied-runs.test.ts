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
      const [silent, explicit] = [{}, defaults].map((config) => {
        const plan = planOf(name, { config, num_inference_steps: 6 });
        let sample: Float32Array = Float32Array.from(copied.initial_noise);
        plan.timesteps.forEach((_, i) => {
          sample = plan.step(Float32Array.from(sample, Math.sin), i, sample, sample);
        });
        return { timesteps: plan.timesteps, sample };
      });
      assert.deepEqual(silent, explicit);
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
