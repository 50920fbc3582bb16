import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTorchCpuGenerator } from '../../../native-models/random/torch-cpu.ts';
import { SchedulerError } from '../../../native-models/schedulers/scheduler-error.ts';
import { schedulerNames } from '../../../native-models/schedulers/scheduler-names.ts';
import { createFakeModel } from './fake-model.ts';
import { largestDifference } from './golden-runs.ts';
import { imagesOf, request, run } from './run-text-to-image.ts';

describe('what comes out', () => {
  test('every step of every picture, then the picture, prompt by prompt', async () => {
    const events = await run({
      ...request,
      prompts: ['a', 'b'],
      imagesPerPrompt: 2,
      seeds: [1n, 2n, 3n, 2n ** 64n - 1n],
    });
    const summary = events.map((event) =>
      event.type === 'step' ? `${event.index}: ${event.step}/${event.steps}` : event.index,
    );
    assert.deepEqual(
      summary,
      [0, 1, 2, 3].flatMap((n) => [`${n}: 1/3`, `${n}: 2/3`, `${n}: 3/3`, n]),
    );
    const images = imagesOf(events);
    assert.deepEqual(
      images.map(({ seed }) => seed),
      [1n, 2n, 3n, 2n ** 64n - 1n],
    );
    for (const image of images) {
      assert.deepEqual([image.width, image.height, image.rgb.length], [16, 8, 3 * 16 * 8]);
    }
  });

  test('a scheduler that calls the UNet twice a step tells of every call, with its preview', async () => {
    for (const scheduler of ['heun', 'dpm2', 'dpm2-ancestral'] as const) {
      const model = createFakeModel();
      const events = await run({ ...request, scheduler, previews: true }, model);
      const steps = events.filter((event) => event.type === 'step');
      assert.deepEqual(
        steps.map(({ step, steps: of }) => `${step}/${of}`),
        ['1/5', '2/5', '3/5', '4/5', '5/5'],
      );
      assert.ok(steps.every(({ preview }) => preview !== undefined));
      assert.equal(model.unetCalls.length, 5);
    }
  });

  test('prompts take their own negative prompt', async () => {
    const model = createFakeModel();
    const two = { ...request, prompts: ['a', 'b'], negativePrompt: ['x', 'y'], seeds: [1n, 1n] };
    await run({ ...two, batchSize: 2, steps: 1 }, model);
    const [call] = model.unetCalls;
    const firstIds = [0, 77, 154, 231].map((at) => Math.round(call!.promptEmbeds[at]! * 1000));
    assert.equal(String.fromCodePoint(...firstIds), 'xyab', 'negative rows first');
    assert.equal(call!.shape.batch, 4);
  });

  test('pictures of one prompt come in a row', async () => {
    const model = createFakeModel();
    const four = { ...request, prompts: ['a', 'b'], imagesPerPrompt: 2, seeds: [1n, 2n, 3n, 4n] };
    await run({ ...four, guidanceScale: 1, steps: 1 }, model);
    const firstLetters = model.unetCalls.map(({ promptEmbeds }) =>
      String.fromCodePoint(Math.round(promptEmbeds[0]! * 1000)),
    );
    assert.deepEqual(firstLetters, ['a', 'a', 'b', 'b']);
  });

  test('the UNet first sees noise of unit variance, whatever the scheduler’s own level', async () => {
    for (const scheduler of schedulerNames) {
      const model = createFakeModel();
      const [image] = imagesOf(await run({ ...request, scheduler, guidanceScale: 1 }, model));
      assert.ok(largestDifference(model.unetCalls[0]!.sample, image!.noise) < 0.01, scheduler);
    }
  });

  test('the noise is the reference generator’s, one stream per seed', async () => {
    const [image] = imagesOf(await run({ ...request, seeds: [7n] }));
    assert.deepEqual(image!.noise, createTorchCpuGenerator(7n).randn(4 * 2));
  });

  test('both arms of a pair start from the same noise, whatever they are told', async () => {
    const [one] = imagesOf(await run(request));
    const [other] = imagesOf(await run({ ...request, prompts: ['猫'] }, createFakeModel()));
    assert.deepEqual(one!.noise, other!.noise);
    assert.notDeepEqual(one!.latents, other!.latents);
  });
});

describe('guidance', () => {
  test('is off at 1: one row per picture, and the negative prompt is never encoded', async () => {
    const model = createFakeModel();
    await run({ ...request, guidanceScale: 1 }, model);
    assert.deepEqual(model.encoded, ['cat']);
    assert.deepEqual(
      model.unetCalls.map(({ shape }) => shape.batch),
      [1, 1, 1],
    );
  });

  test('goes from the negative prediction through the prompted one and beyond', async () => {
    // The fake adds each text's first character / 1000 to the noise, so guidance g is a prompt of u + g · (c − u).
    const [c, u, g] = ['c', 'd', 3].map((x) => (typeof x === 'string' ? x.codePointAt(0)! : x));
    const guided = u! + g! * (c! - u!);
    const [expected] = imagesOf(
      await run({ ...request, prompts: [String.fromCodePoint(guided)], guidanceScale: 1 }),
    );
    const [actual] = imagesOf(
      await run({ ...request, prompts: ['c'], negativePrompt: 'd', guidanceScale: 3 }),
    );
    assert.ok(largestDifference(actual!.latents, expected!.latents) < 1e-5);
  });
});

describe('prompts', () => {
  test('are encoded once per model, the negative one too', async () => {
    const model = createFakeModel();
    await run(request, model);
    await run({ ...request, prompts: ['cat', 'bird'], seeds: [1n, 2n] }, model);
    assert.deepEqual(model.encoded.toSorted(), ['bird', 'cat', 'dog']);
    const other = createFakeModel();
    await run(request, other);
    assert.deepEqual(other.encoded.toSorted(), ['cat', 'dog'], 'another model knows nothing of it');
  });

  test('long unused are encoded again, recent ones are not', async () => {
    const model = createFakeModel();
    const ask = (prompt: string) => run({ ...request, prompts: [prompt], steps: 1 }, model);
    for (let k = 0; k < 40; k++) await ask(String.fromCodePoint(0x3041 + k));
    await ask(String.fromCodePoint(0x3041 + 39));
    assert.equal(model.encoded.length, 41, 'forty prompts and one negative one');
    await ask(String.fromCodePoint(0x3041));
    assert.equal(model.encoded.length, 42);
  });

  test('may be empty', async () => {
    const model = createFakeModel();
    const images = imagesOf(await run({ ...request, prompts: [''], negativePrompt: '' }, model));
    assert.equal(images.length, 1);
    assert.deepEqual(model.encoded, ['']);
  });
});

describe('a batch', () => {
  for (const scheduler of schedulerNames) {
    test(`of three with ${scheduler} is the same pictures as one at a time`, async () => {
      const three = { ...request, scheduler, imagesPerPrompt: 3, seeds: [5n, 6n, 7n] };
      const alone = imagesOf(await run({ ...three, eta: 0.5 }));
      for (const batchSize of [2, 3, 8]) {
        const together = imagesOf(await run({ ...three, eta: 0.5, batchSize }));
        assert.deepEqual(together, alone);
      }
      const [single] = imagesOf(await run({ ...request, scheduler, seeds: [6n], eta: 0.5 }));
      assert.deepEqual(
        single!.latents,
        alone[1]!.latents,
        'a picture depends on its own seed alone',
      );
    });
  }

  test('in calls of one row each is the same pictures', async () => {
    const batch = { ...request, prompts: ['a', 'b'], seeds: [1n, 2n], batchSize: 2 };
    const whole = imagesOf(await run(batch));
    const model = createFakeModel();
    const cut = imagesOf(await run({ ...batch, rowsPerCall: 1 }, model));
    for (const [k, image] of cut.entries()) {
      assert.ok(largestDifference(image.latents, whole[k]!.latents) < 1e-6);
      assert.deepEqual(image.rgb, whole[k]!.rgb);
    }
  });

  test('from one generator is drawn as one tensor', async () => {
    const events = await run({ ...request, imagesPerPrompt: 3, oneGenerator: true });
    const noise = createTorchCpuGenerator(42n).randn(3 * 8);
    imagesOf(events).forEach((image, k) => {
      assert.deepEqual(image.noise, noise.slice(8 * k, 8 * k + 8));
      assert.equal(image.seed, 42n);
    });
  });
});

describe('the scheduler', () => {
  test('is the model’s own where none is chosen, its 2022 configuration patched', async () => {
    const model = createFakeModel();
    const { scheduler: _, ...unchosen } = request;
    await run({ ...unchosen, steps: 5 }, model);
    assert.deepEqual(
      model.unetCalls.map(({ timestep }) => timestep),
      [801, 601, 601, 401, 201, 1],
    );
  });

  test('of an unknown class can be replaced by a known one', async () => {
    const model = createFakeModel({ schedulerConfig: { _class_name: 'UnheardOfScheduler' } });
    const { scheduler: _, ...unchosen } = request;
    await assert.rejects(
      run(unchosen, model),
      (error) => error instanceof SchedulerError && error.code === 'unknown-scheduler',
    );
    assert.equal(imagesOf(await run(request, model)).length, 1);
  });

  test('takes options in place of the model’s', async () => {
    const model = createFakeModel();
    await run({ ...request, schedulerOptions: { timestepSpacing: 'trailing' } }, model);
    assert.equal(model.unetCalls[0]!.timestep, 999);
  });
});
