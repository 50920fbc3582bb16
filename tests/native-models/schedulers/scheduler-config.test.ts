import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScheduler } from '../../../native-models/schedulers/create-scheduler.ts';
import {
  forStableDiffusion,
  readNoiseScheduleConfig,
  readSchedulerClass,
} from '../../../native-models/schedulers/scheduler-config.ts';
import { SchedulerError } from '../../../native-models/schedulers/scheduler-error.ts';
import {
  labelOfScheduler,
  schedulerNames,
  schedulerOfClass,
} from '../../../native-models/schedulers/scheduler-names.ts';

/** As published with Japanese Stable Diffusion in September 2022 (diffusers 0.2.4). */
const japanese2022 = {
  _class_name: 'PNDMScheduler',
  _diffusers_version: '0.2.4',
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  num_train_timesteps: 1000,
  skip_prk_steps: true,
};

describe('scheduler_config.json', () => {
  test('of 2022 is read, and patched as every Stable Diffusion pipeline does', () => {
    const config = readNoiseScheduleConfig(japanese2022);
    assert.deepEqual(config, {
      numTrainTimesteps: 1000,
      betaStart: 0.00085,
      betaEnd: 0.012,
      betaSchedule: 'scaled_linear',
      skipPrkSteps: true,
    });
    const patched = forStableDiffusion(config);
    assert.equal(schedulerOfClass(readSchedulerClass(japanese2022)), 'pndm');
    assert.deepEqual(
      createScheduler('pndm', patched).plan(5).timesteps,
      [801, 601, 601, 401, 201, 1],
    );
    assert.deepEqual(
      createScheduler('pndm', config).plan(5).timesteps,
      [800, 600, 600, 400, 200, 0],
    );
    assert.equal(patched.clipSample, false);
    assert.equal(patched.setAlphaToOne, undefined, 'DDIM keeps its own default, true');
  });

  test('of today counts null as absent and passes over what is of no concern', () => {
    const config = readNoiseScheduleConfig({
      _class_name: 'DDIMScheduler',
      trained_betas: null,
      sigma_min: null,
      variance_type: null,
      timestep_type: 'discrete',
      use_flow_sigmas: false,
      some_field_of_next_year: [1, 2],
      timestep_spacing: 'trailing',
      lambda_min_clipped: '-Infinity',
    });
    assert.deepEqual(config, { timestepSpacing: 'trailing', lambdaMinClipped: -Infinity });
  });

  test('reads trained betas in place of a formula', () => {
    const trained = readNoiseScheduleConfig({ trained_betas: Array(50).fill(0.02) });
    assert.equal(createScheduler('ddim', trained).numTrainTimesteps, 50);
  });

  for (const [what, json] of [
    ['a list', []],
    ['text', 'PNDM'],
    ['null', null],
    ['a beta of the wrong kind', { beta_start: '0.00085' }],
    ['a beta above 1', { beta_end: 12 }],
    ['a fractional step count', { num_train_timesteps: 10.5 }],
    ['an absurd step count', { num_train_timesteps: 1e12 }],
    ['an unknown beta schedule', { beta_schedule: 'sigmoid' }],
    ['an unknown prediction', { prediction_type: 'flow_prediction' }],
    ['an empty list of betas', { trained_betas: [] }],
    ['betas that are no numbers', { trained_betas: [0.1, 'x'] }],
    ['a solver of order 4', { solver_order: 4 }],
  ] as const) {
    test(`refuses ${what}`, () => {
      assert.throws(() => readNoiseScheduleConfig(json), withCode('invalid-config'));
    });
  }

  for (const [what, json] of [
    ['no noise at all', { beta_start: 0, beta_end: 0 }],
    ['nothing but noise', { beta_start: 1, beta_end: 1 }],
    ['so much noise that nothing is left', { beta_start: 0.5, beta_end: 1 }],
    ['less than a float32 can tell', { trained_betas: [0.1, 1e-300] }],
    ['a single step between two ends', { num_train_timesteps: 1 }],
    ['zero terminal SNR of no noise', { rescale_betas_zero_snr: true, beta_start: 0, beta_end: 0 }],
  ] as const) {
    test(`refuses a schedule with ${what}`, () => {
      for (const name of schedulerNames) {
        assert.throws(
          () => createScheduler(name, readNoiseScheduleConfig(json)),
          withCode('invalid-config', /noise does not grow/),
        );
      }
    });
  }

  test('refuses the switches of flow-matching models instead of ignoring them', () => {
    assert.throws(
      () => readNoiseScheduleConfig({ use_flow_sigmas: true }),
      withCode('unsupported-option', /use_flow_sigmas/),
    );
  });

  test('with an unknown class names it and lists those that are known', () => {
    assert.throws(
      () => schedulerOfClass('KarrasVeScheduler'),
      withCode('unknown-scheduler', /KarrasVeScheduler.*PNDMScheduler/),
    );
    assert.throws(() => readSchedulerClass({}), withCode('invalid-config'));
  });
});

test('every scheduler has one name, one class and one label', () => {
  assert.equal(new Set(schedulerNames.map(labelOfScheduler)).size, schedulerNames.length);
  assert.equal(labelOfScheduler('euler-ancestral'), 'Euler a');
  assert.equal(labelOfScheduler('dpmpp-2m-sde-karras'), 'DPM++ 2M SDE Karras');
});

describe('a spacing in the name', () => {
  const model = {
    betaSchedule: 'scaled_linear',
    stepsOffset: 1,
    timestepSpacing: 'leading',
  } as const;
  const timestepsOf = (...[name, config]: Parameters<typeof createScheduler>) =>
    createScheduler(name, config).plan(10).timesteps;

  test('outweighs whatever the model’s configuration says', () => {
    const exponential = timestepsOf('euler', { ...model, useExponentialSigmas: true });
    assert.notDeepEqual(exponential, timestepsOf('euler', model));
    for (const config of [{ useKarrasSigmas: true }, { useBetaSigmas: true }]) {
      assert.deepEqual(timestepsOf('euler-exponential', { ...model, ...config }), exponential);
      assert.deepEqual(
        timestepsOf('euler-leading', { ...model, ...config }),
        timestepsOf('euler', model),
      );
    }
    assert.equal(timestepsOf('euler-trailing', model)[0], 999);
    assert.equal(timestepsOf('ddim-trailing', model)[0], 999);
    assert.equal(timestepsOf('ddim', model)[0], 901);
  });

  test('is for the classes that have one', () => {
    const named = (part: string) => schedulerNames.filter((name) => name.startsWith(part));
    assert.deepEqual(named('lcm'), ['lcm']);
    assert.deepEqual(named('ddim'), ['ddim', 'ddim-linspace', 'ddim-leading', 'ddim-trailing']);
    const levels = ['karras', 'exponential', 'polyexponential', 'beta', 'beta-timesteps'];
    const singlestep = [...levels, 'kl-optimal', 'align-your-steps'].map(
      (end) => `dpmpp-2s-${end}`,
    );
    const ofSinglestep = named('dpmpp-2s').filter((name) => !name.includes('ancestral'));
    assert.deepEqual(ofSinglestep, ['dpmpp-2s', ...singlestep]);
  });
});

function withCode(code: string, message = /./): (error: unknown) => boolean {
  return (error) =>
    error instanceof SchedulerError && error.code === code && message.test(error.message);
}
