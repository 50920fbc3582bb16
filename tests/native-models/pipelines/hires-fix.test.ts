import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiresFix, type HiresFixRequest } from '../../../native-models/pipelines/hires-fix.ts';
import { imageToImage } from '../../../native-models/pipelines/image-to-image.ts';
import type { PictureEvent } from '../../../native-models/pipelines/picture-request.ts';
import { PipelineError } from '../../../native-models/pipelines/pipeline-error.ts';
import { createFakeModel } from './fake-model.ts';
import { imagesOf, request as small, run } from './run-text-to-image.ts';

const request: HiresFixRequest = {
  ...small,
  width: 32,
  height: 16,
  steps: 4,
  firstPass: { width: 16, height: 8 },
  strength: 0.5,
};

async function collect(events: AsyncIterable<PictureEvent>): Promise<PictureEvent[]> {
  const all: PictureEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('a picture is composed small, enlarged and drawn over, as the two pipelines one after the other do', async () => {
  const { firstPass, strength, ...rest } = request;
  const [composed] = imagesOf(await run({ ...rest, ...firstPass }));
  const by = await collect(
    imageToImage(createFakeModel(), { ...rest, image: composed!, strength }),
  );
  const events = await collect(hiresFix(createFakeModel(), request));
  const [byHand] = imagesOf(by);
  const [finished] = imagesOf(events);
  assert.deepEqual([finished!.width, finished!.height], [32, 16]);
  assert.deepEqual(finished!.rgb, byHand!.rgb);
  assert.deepEqual(finished!.latents, byHand!.latents);
  assert.deepEqual(finished!.noise, composed!.noise, 'the noise of the first pass is told');
});

test('the steps of both passes are counted through', async () => {
  const counted = async (fields: Partial<HiresFixRequest>) => {
    const events = await collect(hiresFix(createFakeModel(), { ...request, ...fields }));
    return events.flatMap((event) =>
      event.type === 'step' ? [`${event.step}/${event.steps}`] : [],
    );
  };
  assert.deepEqual(await counted({}), ['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  assert.deepEqual(await counted({ steps: 1, secondSteps: 4 }), ['1/3', '2/3', '3/3']);
  // Heun asks the UNet twice for all steps but the last.
  assert.deepEqual((await counted({ scheduler: 'heun' })).at(-1), '10/10');
});

test('every picture of a batch is drawn over with its own words and seed', async () => {
  const fields = { prompts: ['a', 'b', 'c'], negativePrompt: ['x', 'y', 'z'], seeds: [1n, 2n, 3n] };
  const variation = { subseeds: [7n, 8n, 9n], strength: 0.3 };
  const together = imagesOf(
    await collect(hiresFix(createFakeModel(), { ...request, ...fields, variation, batchSize: 2 })),
  );
  assert.deepEqual(
    together.map(({ index, seed }) => [index, seed]),
    [
      [0, 1n],
      [1, 2n],
      [2, 3n],
    ],
  );
  for (const [k, image] of together.entries()) {
    const alone = {
      prompts: [fields.prompts[k]!],
      negativePrompt: fields.negativePrompt[k]!,
      seeds: [fields.seeds[k]!],
      variation: { ...variation, subseeds: [variation.subseeds[k]!] },
    };
    const [own] = imagesOf(await collect(hiresFix(createFakeModel(), { ...request, ...alone })));
    assert.deepEqual(image.rgb, own!.rgb, `picture ${k}`);
  }
});

test('the second pass may have a sampler of its own', async () => {
  const { firstPass, strength, ...rest } = request;
  const [composed] = imagesOf(await run({ ...rest, ...firstPass, scheduler: 'lms' }));
  const second = { ...rest, image: composed!, strength, scheduler: 'heun' } as const;
  const [byHand] = imagesOf(await collect(imageToImage(createFakeModel(), second)));
  const events = await collect(
    hiresFix(createFakeModel(), { ...request, scheduler: 'lms', secondScheduler: 'heun' }),
  );
  assert.deepEqual(imagesOf(events)[0]!.rgb, byHand!.rgb);
  assert.deepEqual(
    events
      .flatMap((event) => (event.type === 'step' ? [`${event.step}/${event.steps}`] : []))
      .at(-1),
    '7/7',
  );
});

test('what cannot be drawn over is refused before the first step', async () => {
  for (const [fields, code] of [
    [{ strength: 1.1 }, 'invalid-request'],
    [{ strength: 0.1 }, 'invalid-steps'],
    [{ width: 33 }, 'invalid-size'],
    [{ firstPass: { width: 12, height: 8 } }, 'invalid-size'],
  ] as const) {
    const model = createFakeModel();
    await assert.rejects(
      collect(hiresFix(model, { ...request, ...fields })),
      (error: unknown) => error instanceof PipelineError && error.code === code,
      code,
    );
    assert.equal(model.unetCalls.length, 0, code);
  }
});

test('an abort in the second pass ends it with its reason', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const events = hiresFix(createFakeModel(), request, { signal: abort.signal });
  await assert.rejects(async () => {
    for await (const event of events)
      if (event.type === 'step' && event.step === 5) abort.abort(reason);
  }, reason);
});
