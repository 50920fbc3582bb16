import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addNoiseAtTimestep,
  createNoiseSchedule,
} from '../../../native-models/schedulers/noise-schedule.ts';
import type { SchedulerPlan } from '../../../native-models/schedulers/scheduler.ts';
import { readNoiseScheduleConfig } from '../../../native-models/schedulers/scheduler-config.ts';
import { classOfScheduler } from '../../../native-models/schedulers/scheduler-names.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import {
  goldenFileOf,
  levelsOfSchedule,
  looksBetweenLevels,
  planOf,
  readGolden,
  readInputs,
  readRows,
  relativeError,
  runModel,
  wholeClasses,
} from './golden.ts';
import type { Coefficients, GoldenRun } from './golden.ts';

/*
 * Every run of ../shared/reference/schedulers: diffusers 0.40.0 on torch 1.13.1.
 * Measured here: 7e-6 at worst, against the reference's own tolerance of 1e-4 and more.
 */
test(
  'the reference has 557 runs and 460 beginnings of image to image',
  skipWithoutReference,
  () => {
    const golden = wholeClasses.map(readGolden);
    assert.equal(golden.length, 15);
    assert.equal(golden.flatMap(({ runs }) => runs).length, 557);
    assert.equal(golden.flatMap(({ img2img }) => img2img).length, 460);
  },
);

for (const name of wholeClasses) {
  describe(`${name} equals ${classOfScheduler(name)}`, skipWithoutReference, () => {
    const golden = readGolden(name);
    const inputs = readInputs();
    const x = readRows(`${goldenFileOf(name)}.x.npy`);
    const noiseBank = readRows('step_noise_bank.npy');

    const looksBetween = looksBetweenLevels(name);

    test(`timesteps, sigmas and initial noise level of ${golden.runs.length} runs`, () => {
      for (const run of golden.runs) {
        const plan = planOf(name, run);
        assertTimesteps(run, plan, looksBetween);
        assertSigmas(run, plan, looksBetween);
        assert.ok(
          Math.abs(plan.initNoiseSigma / run.init_noise_sigma - 1) < 1e-6,
          `${run.id}: initNoiseSigma ${plan.initNoiseSigma}`,
        );
      }
    });

    test(`trajectories of ${golden.runs.length} runs`, () => {
      for (const run of golden.runs) {
        const plan = planOf(name, run);
        const first = Float32Array.from(
          inputs.initial_noise.values,
          (value) => value * plan.initNoiseSigma,
        );
        const error = followTrajectory(plan, first, {
          coefficients: golden.model_coefficients[predictionOf(run.config)]!,
          expected: (i) => x(run.x[0] + i),
          noise: (i) => drawn(run.noise_draw, i, noiseBank),
        });
        assert.ok(error < run.rel_tolerance, `${run.id}: relative error ${error}`);
      }
    });

    test(`where ${golden.img2img.length} image-to-image runs begin`, () => {
      for (const run of golden.img2img) {
        const plan = planOf(name, run, { strength: run.strength });
        assertTimesteps({ ...run, timesteps_dtype: 'float32' }, plan, looksBetween);
        // DDIM and PNDM of the reference keep no index; the cut is the same.
        const begin = run.begin_index ?? run.num_inference_steps - run.effective_steps;
        assert.equal(plan.beginIndex, begin, run.id);
        if (run.x === undefined) continue;
        const first = plan.addNoise(
          Float32Array.from(inputs.img2img_original.values),
          Float32Array.from(inputs.img2img_noise.values),
          0,
        );
        const rows = run.x;
        const error = followTrajectory(plan, first, {
          coefficients: golden.model_coefficients[predictionOf(run.config)]!,
          expected: (i) => x(rows[0] + i),
          noise: (i) => drawn(run.noise_draw, i, noiseBank),
        });
        assert.ok(error < run.rel_tolerance!, `${run.id}: relative error ${error}`);
      }
    });

    test('noise added to a clean sample', () => {
      const original = Float32Array.from(inputs.img2img_original.values);
      const noise = Float32Array.from(inputs.img2img_noise.values);
      const config = golden.img2img[0]!.config;
      const schedule = createNoiseSchedule(readNoiseScheduleConfig(config));
      for (const entry of golden.add_noise) {
        const timesteps = [entry.timestep].flat();
        const indices = [entry.timestep_index ?? []].flat();
        timesteps.forEach((timestep, k) => {
          // Between two levels the reference would add the noise of the lower one.
          if (name === 'dpm2' && indices[k]! % 2 === 1) return;
          const steps = entry.num_inference_steps;
          // These entries were made with the class's own spacing, whatever the image-to-image runs use.
          const { timestep_spacing: _, ...ownSpacing } = config;
          const actual =
            steps === undefined
              ? addNoiseAtTimestep(schedule, original, noise, timestep)
              : planOf(name, { config: ownSpacing, num_inference_steps: steps }).addNoise(
                  original,
                  noise,
                  indices[k]!,
                );
          const expected = entry.add_noise.slice(k * original.length, (k + 1) * original.length);
          assert.ok(relativeError(actual, expected) < 1e-5, `timestep ${timestep}`);
        });
      }
    });

    if (golden.alphas_cumprod_sample !== undefined) {
      const sample = golden.alphas_cumprod_sample;
      test('cumulative products of Stable Diffusion’s betas', () => {
        const { alphasCumprod } = createNoiseSchedule(
          readNoiseScheduleConfig(golden.runs[0]!.config),
        );
        for (const [t, expected] of Object.entries(sample)) {
          // One unit in the last place of float32.
          assert.ok(Math.abs(alphasCumprod[Number(t)]! / expected - 1) < 3e-7, `timestep ${t}`);
        }
      });
    }
  });
}

interface Trajectory {
  readonly coefficients: Coefficients;
  readonly expected: (row: number) => Float32Array;
  readonly noise: (i: number) => Float32Array | undefined;
}

/** Runs a plan with the stand-in model from its own samples; returns the worst relative error of any row. */
function followTrajectory(
  plan: SchedulerPlan,
  first: Float32Array,
  { coefficients, expected, noise }: Trajectory,
): number {
  let sample = first;
  let worst = relativeError(sample, expected(0));
  plan.timesteps.forEach((timestep, i) => {
    const given = noise(i);
    assert.equal(plan.needsNoise(i), given !== undefined, `noise at step ${i}`);
    const output = runModel(coefficients, plan.scaleModelInput(sample, i), timestep);
    sample = plan.step(output, i, sample, given);
    worst = Math.max(worst, relativeError(sample, expected(i + 1)));
  });
  return worst;
}

function assertTimesteps(
  run: Pick<GoldenRun, 'id' | 'timesteps' | 'timesteps_dtype' | 'config'>,
  plan: SchedulerPlan,
  looksBetween: boolean,
): void {
  assert.equal(plan.timesteps.length, run.timesteps.length, run.id);
  const chosen = ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas'].some(
    (key) => run.config[key] === true,
  );
  const tolerance = run.timesteps_dtype === 'int64' ? 0 : looksBetween || chosen ? 5e-3 : 1e-3;
  run.timesteps.forEach((expected, i) => {
    const actual = plan.timesteps[i]!;
    assert.ok(Math.abs(actual - expected) <= tolerance, `${run.id}: timestep ${i} is ${actual}`);
  });
}

function assertSigmas(run: GoldenRun, plan: SchedulerPlan, looksBetween: boolean): void {
  if (run.sigmas === undefined) {
    assert.equal(plan.sigmas, null, run.id);
    return;
  }
  const own = looksBetween ? levelsOfSchedule(plan.sigmas ?? []) : (plan.sigmas ?? []);
  const reference = looksBetween ? levelsOfSchedule(run.sigmas) : run.sigmas;
  assert.equal(own.length, reference.length, run.id);
  reference.forEach((expected, i) => {
    const actual = own[i]!;
    assert.ok(Math.abs(actual - expected) <= 5e-5 * expected, `${run.id}: sigma ${i} is ${actual}`);
  });
}

function predictionOf(config: Record<string, unknown>): string {
  const { prediction_type: type = 'epsilon' } = config;
  return String(type);
}

function drawn(
  draws: readonly (number | null)[] | undefined,
  i: number,
  bank: (row: number) => Float32Array,
): Float32Array | undefined {
  const row = draws?.[i] ?? null;
  return row === null ? undefined : bank(row);
}
