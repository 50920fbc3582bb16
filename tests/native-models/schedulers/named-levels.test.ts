import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import type { SchedulerName } from '../../../native-models/schedulers/scheduler-names.ts';

/** Made by tests/reference/make_noise_levels.py with NumPy and SciPy. */
const { levels } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/noise-levels.json'), 'utf8'),
) as { readonly levels: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> };

/** What most models of Stable Diffusion 1 say: none of it moves these levels. */
const model = {
  betaStart: 0.00085,
  betaEnd: 0.012,
  betaSchedule: 'scaled_linear',
  timestepSpacing: 'leading',
  stepsOffset: 1,
} as const;

describe('levels that other programs have', () => {
  for (const [spacing, bySteps] of Object.entries(levels)) {
    test(`${spacing} are those of NumPy, and none after the last`, () => {
      for (const [steps, expected] of Object.entries(bySteps)) {
        for (const algorithm of ['euler', 'dpmpp-2m', 'dpmpp-2s']) {
          const scheduler = createScheduler(`${algorithm}-${spacing}` as SchedulerName, model);
          const sigmas = scheduler.plan(Number(steps)).sigmas ?? [];
          assert.equal(sigmas.length, expected.length + 1);
          assert.equal(sigmas.at(-1), 0);
          expected.forEach((level, i) => {
            const error = Math.abs(sigmas[i]! / level - 1);
            // The lowest level is a difference of nearly equal numbers, which PyTorch and we round to float32.
            assert.ok(error < 5e-5, `${algorithm}, ${steps} steps, level ${i}: ${sigmas[i]}`);
          });
        }
      }
    });
  }

  test('a timestep of Beta is whole, and does not come twice', () => {
    const scheduler = createScheduler('euler-beta-timesteps', model);
    const { timesteps } = scheduler.plan(20);
    assert.deepEqual(timesteps.slice(0, 4), [999, 986, 959, 922]);
    assert.ok(timesteps.every(Number.isInteger));
    assert.throws(() => scheduler.plan(300), { code: 'invalid-steps' });
  });
});
