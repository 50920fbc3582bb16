import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { denoise } from '../../../native-models/pipelines/denoise.ts';
import type { PromptConditions } from '../../../native-models/pipelines/prompt-plan.ts';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import {
  forStableDiffusion,
  readNoiseScheduleConfig,
} from '../../../native-models/schedulers/scheduler-config.ts';
import { schedulerOfClass } from '../../../native-models/schedulers/scheduler-names.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { largestDifference, listGoldenRuns, readTrace } from './golden-runs.ts';

/*
 * The loop alone: the UNet answers what it answered in the reference run, whatever it is asked. Measured: 2e-6 of the
 * samples' size at worst.
 */
describe('denoising with the predictions of a reference run', skipWithoutReference, () => {
  // Runs from a picture begin elsewhere and are changed between steps: golden-runs.test.ts repeats them whole.
  for (const run of listGoldenRuns().filter((candidate) => candidate.init_image === undefined)) {
    test(`${run.model}: ${run.name}`, async () => {
      const trace = await readTrace(run);
      const draws = trace.draws.slice(1).values();
      const scheduler = createScheduler(
        schedulerOfClass(run.scheduler),
        forStableDiffusion(readNoiseScheduleConfig(run.scheduler_config)),
      );
      const plan = scheduler.plan(run.steps, { eta: run.eta ?? 0 });
      assert.ok(largestDifference(plan.timesteps, run.step_timesteps) < 5e-3);
      const first = trace.draws.length === 1 ? trace.draws[0]! : trace.firstSample;
      if (first !== trace.firstSample) {
        const scaled = first.map((z) => z * plan.initNoiseSigma);
        assert.ok(largestDifference(scaled, trace.firstSample) < 1e-5);
      }

      let call = 0;
      const unet = {
        predict: (_sample: Float32Array, timestep: number): Promise<Float32Array> => {
          assert.ok(Math.abs(timestep - run.step_timesteps[call]!) < 5e-3);
          return Promise.resolve(trace.modelOutputs[call++]!);
        },
      };
      const [batch = 0, , height = 0, width = 0] = run.final_latents_shape;
      const steps = denoise(unet, {
        latents: trace.firstSample,
        shape: { batch, height, width },
        prompts: { at: () => conditions(batch) },
        guidanceScale: 1,
        plan,
        noise: { drawNext: () => draws.next().value!, openMotion: assert.fail },
      });
      for await (const { step, sample } of steps) {
        const expected = trace.prevSamples[step - 1]!;
        const size = Math.max(1, ...expected.map(Math.abs));
        assert.ok(largestDifference(sample, expected) < 1e-5 * size, `sample after step ${step}`);
      }
      assert.equal(call, run.step_timesteps.length);
    });
  }
});

/** One row for each picture: the recorded predictions have their guidance behind them. */
function conditions(batch: number): PromptConditions {
  const rows = Array.from({ length: batch }, (_, picture) => ({
    picture,
    role: 'prompt' as const,
    factor: 1,
  }));
  return { calls: [{ promptEmbeds: new Float32Array(), rows }] };
}
