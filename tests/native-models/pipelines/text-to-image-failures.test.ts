import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PipelineErrorCode } from '../../../native-models/pipelines/pipeline-error.ts';
import { textToImage } from '../../../native-models/pipelines/text-to-image.ts';
import type { TextToImageRequest } from '../../../native-models/pipelines/picture-request.ts';
import { createFakeModel } from './fake-model.ts';
import { request, run, withCode } from './run-text-to-image.ts';

describe('stopping', () => {
  test('between two steps, with the signal’s reason', async () => {
    const controller = new AbortController();
    const model = createFakeModel();
    const reason = new Error('asked to stop');
    await assert.rejects(async () => {
      for await (const event of textToImage(model, request, { signal: controller.signal })) {
        if (event.type === 'step' && event.step === 2) controller.abort(reason);
      }
    }, reason);
    assert.equal(model.unetCalls.length, 2);
  });

  test('before anything is computed', async () => {
    const model = createFakeModel();
    await assert.rejects(run(request, model, { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
    assert.deepEqual([model.encoded.length, model.unetCalls.length], [0, 0]);
  });

  test('before decoding; pictures already made are whole', async () => {
    const controller = new AbortController();
    const images: number[] = [];
    const two = { ...request, imagesPerPrompt: 2, seeds: [1n, 2n] };
    await assert.rejects(async () => {
      const options = { signal: controller.signal };
      for await (const event of textToImage(createFakeModel(), two, options)) {
        if (event.type === 'image') images.push(event.rgb.length);
        else if (event.index === 1 && event.step === event.steps) controller.abort();
      }
    });
    assert.deepEqual(images, [3 * 16 * 8]);
  });
});

describe('a request that cannot be met says why before anything is computed', () => {
  const refused: readonly [string, Partial<TextToImageRequest>, PipelineErrorCode][] = [
    ['a width not divisible by 8', { width: 500 }, 'invalid-size'],
    ['a height of 0', { height: 0 }, 'invalid-size'],
    ['a fractional height', { height: 64.5 }, 'invalid-size'],
    ['a negative width', { width: -64 }, 'invalid-size'],
    ['no steps', { steps: 0 }, 'invalid-steps'],
    ['half a step', { steps: 0.5 }, 'invalid-steps'],
    ['more steps than the model was trained with', { steps: 1001 }, 'invalid-steps'],
    ['steps that leave the training schedule', { steps: 1000 }, 'invalid-steps'],
    ['no prompt at all', { prompts: [] }, 'invalid-request'],
    ['fewer seeds than pictures', { imagesPerPrompt: 2 }, 'invalid-request'],
    ['two seeds for one generator', { oneGenerator: true, seeds: [1n, 2n] }, 'invalid-request'],
    ['no pictures', { imagesPerPrompt: 0, seeds: [] }, 'invalid-request'],
    ['a batch of none', { batchSize: 0 }, 'invalid-request'],
    ['two negative prompts for one', { negativePrompt: ['a', 'b'] }, 'invalid-request'],
    ['guidance that is no number', { guidanceScale: Number.NaN }, 'invalid-request'],
    ['an eta above 1', { eta: 2 }, 'invalid-request'],
  ];
  for (const [what, change, code] of refused) {
    test(what, async () => {
      const model = createFakeModel();
      await assert.rejects(run({ ...request, ...change }, model), withCode(code));
      assert.deepEqual([model.encoded.length, model.unetCalls.length], [0, 0]);
    });
  }
});

describe('a damaged model', () => {
  test('whose UNet answers NaN is caught at that step', async () => {
    const model = createFakeModel();
    let calls = 0;
    const unet = {
      ...model.unet,
      predict: async (...call: Parameters<typeof model.unet.predict>) => {
        const noise = await model.unet.predict(...call);
        if (++calls === 2) noise[3] = Number.NaN;
        return noise;
      },
    };
    const steps: number[] = [];
    await assert.rejects(
      async () => {
        for await (const event of textToImage({ ...model, unet }, request)) {
          if (event.type === 'step') steps.push(event.step);
        }
      },
      withCode('not-finite', /step 2 of 3/),
    );
    assert.deepEqual(steps, [1]);
  });

  test('whose decoder answers infinity gives no black picture', async () => {
    const { vaeDecoder } = createFakeModel();
    const decode = async (...call: Parameters<typeof vaeDecoder.decode>) =>
      (await vaeDecoder.decode(...call)).fill(Infinity, 5, 6);
    const model = createFakeModel({ vaeDecoder: { ...vaeDecoder, decode } });
    await assert.rejects(run(request, model), withCode('not-finite'));
  });
});
