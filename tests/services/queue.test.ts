import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenerationRequest } from '../../electron/api/contract/generation.ts';
import type { Priority } from '../../electron/api/contract/queue.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** Submits a job of one Japanese arm; its seed is its name. */
async function submit(
  { studio, request, ja }: TestStudio,
  seed: string,
  fields: Partial<GenerationRequest> & { priority?: Priority } = {},
): Promise<string> {
  const { priority = 'foreground', ...rest } = fields;
  const entry = await studio.queue.submit({ ...request({ arms: [ja], seed, ...rest }), priority });
  return entry.job.id;
}

async function namesOf({ studio }: TestStudio): Promise<string[]> {
  return (await studio.queue.list()).open.map(({ job }) => job.seeds[0] ?? '');
}

async function printedOrder({ studio }: TestStudio): Promise<string[]> {
  const { ids } = await studio.gallery.list({ search: '', arms: [] });
  const pictures = await studio.gallery.get({ ids: ids.toReversed() });
  return pictures.map(({ recipe }) => recipe?.seed ?? '');
}

test(
  'a paused queue takes jobs and moves them, several at once; resumed, it prints in that order',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    await studio.queue.pause();
    const ids = new Map<string, string>();
    for (const seed of ['1', '2', '3', '4']) ids.set(seed, await submit(opened, seed));
    const background = await submit(opened, '90', { priority: 'background' });
    const idOf = (seed: string): string => ids.get(seed) ?? '';
    assert.deepEqual(await namesOf(opened), ['1', '2', '3', '4', '90']);

    await studio.queue.move({ jobIds: [idOf('4'), idOf('2')], to: 0 });
    assert.deepEqual(await namesOf(opened), ['4', '2', '1', '3', '90']);
    await studio.queue.move({ jobIds: [background], to: 0 });
    assert.deepEqual(await namesOf(opened), ['4', '2', '1', '3', '90'], 'background stays behind');
    await studio.queue.setPriority({ jobIds: [background], priority: 'foreground' });
    await studio.queue.move({ jobIds: [background], to: 1 });
    assert.deepEqual(await namesOf(opened), ['4', '90', '2', '1', '3']);
    await assert.rejects(studio.queue.move({ jobIds: [idOf('1'), 'gone'], to: 0 }), {
      code: 'JOB_NOT_FOUND',
    });

    await studio.queue.cancel({ jobIds: [idOf('2'), 'gone'] });
    assert.deepEqual(await printedOrder(opened), []);
    await studio.queue.resume();
    await collectEvents(studio.queue.follow({ jobId: idOf('3') }));
    assert.deepEqual(await printedOrder(opened), ['4', '90', '1', '3']);
    const { open, ended } = await studio.queue.list();
    assert.deepEqual(open, []);
    assert.equal(ended.length, 5);
    assert.deepEqual((await studio.queue.clear()).ended, []);
  },
);

test(
  'a background batch of 50 gives way to a foreground picture between two of its own',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    const batch = await submit(opened, '1000', { count: 50, steps: 2, priority: 'background' });
    let urgent = '';
    for await (const event of studio.queue.follow({ jobId: batch })) {
      if (event.type === 'saved') {
        urgent = await submit(opened, '7', { steps: 1 });
        break;
      }
    }
    assert.deepEqual(await namesOf(opened), ['7', '1000']);
    const events = await collectEvents(studio.queue.follow({ jobId: urgent }));
    assert.equal(events.at(-1)?.type, 'done');
    const before = await printedOrder(opened);
    const place = before.indexOf('7');
    assert.ok(place >= 1 && place <= 3, `after ${place} of 50 pictures`);
    const [left] = (await studio.queue.list()).open;
    assert.equal(left?.job.id, batch);
    assert.ok(left.saved < 10, 'and the batch goes on after it');
    assert.deepEqual(await studio.queue.cancelAll(), { jobIds: [batch] });
    await collectEvents(studio.queue.follow({ jobId: batch }));
  },
);

test('a cancelled job is retried for the pictures that it lacks', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const { studio } = opened;
  const jobId = await submit(opened, '42', { count: 4, steps: 10 });
  for await (const event of studio.queue.follow({ jobId })) {
    // Named twice by accident: that is asked for once, and the worker need not end.
    if (event.type === 'saved') await studio.queue.cancel({ jobIds: [jobId, jobId] });
  }
  assert.equal(opened.workers.length, 1);
  const [cancelled] = (await studio.queue.list()).ended;
  assert.equal(cancelled?.job.status, 'cancelled');
  const saved = cancelled.saved;
  assert.ok(saved >= 1 && saved < 4);
  const { open } = await studio.queue.retry({ jobIds: [jobId, jobId] });
  assert.equal(open.length, 1);
  const events = await collectEvents(studio.queue.follow({ jobId }));
  assert.equal(events.at(-1)?.type, 'done');
  assert.equal(opened.workers.length, 1);
  assert.deepEqual(
    savedPictures(events).map(({ recipe }) => recipe.seed),
    ['42', '43', '44', '45'],
  );
  assert.deepEqual(await printedOrder(opened), ['42', '43', '44', '45'], 'none twice');
  await assert.rejects(studio.queue.retry({ jobIds: [jobId] }), { code: 'JOB_NOT_FOUND' });
});

test(
  'a waiting job is edited in its place; one that has begun is not',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, request, ja } = opened;
    const first = await submit(opened, '1', { steps: 100 });
    const second = await submit(opened, '2');
    const third = await submit(opened, '3');
    const edited = request({ arms: [{ ...ja, prompt: '富士山' }], seed: '22' });
    await studio.queue.edit({ jobId: second, request: edited });
    assert.deepEqual(await namesOf(opened), ['1', '22', '3']);
    await assert.rejects(studio.queue.edit({ jobId: first, request: edited }), {
      code: 'JOB_BEGUN',
    });
    await assert.rejects(
      studio.queue.edit({
        jobId: third,
        request: request({ arms: [{ ...ja, modelId: 'gone' }] }),
      }),
      { code: 'MODEL_NOT_FOUND' },
    );
    await studio.queue.cancel({ jobIds: [first] });
    const [picture] = savedPictures(await collectEvents(studio.queue.follow({ jobId: second })));
    assert.deepEqual([picture?.recipe.prompt, picture?.recipe.seed], ['富士山', '22']);
    await collectEvents(studio.queue.follow({ jobId: third }));
  },
);

test('who watches sees every job come and go, and its steps', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const { studio } = opened;
  const seen = new Set<string>();
  const watching = (async () => {
    for await (const event of studio.queue.watch()) {
      if (event.type === 'step') seen.add('step');
      else {
        for (const { job } of event.state.open) seen.add(job.status);
        for (const { job } of event.state.ended) seen.add(job.status);
      }
      if (seen.has('done')) return;
    }
  })();
  await submit(opened, '1', { steps: 8 });
  await watching;
  assert.ok(
    ['running', 'step', 'done'].every((what) => seen.has(what)),
    [...seen].join(),
  );
});

test('a job that failed says why when it is followed later', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const { studio } = opened;
  const jobId = await submit(opened, '1', { steps: 5000 });
  const follow = () => collectEvents(studio.queue.follow({ jobId }));
  const reason = { code: 'GENERATION_FAILED' };
  await assert.rejects(follow(), reason);
  await assert.rejects(follow(), reason, 'and again, from its row');
  const [entry] = (await studio.queue.list()).ended;
  assert.equal(entry?.failure?.code, 'GENERATION_FAILED');
  await assert.rejects(collectEvents(studio.queue.follow({ jobId: 'gone' })), {
    code: 'JOB_NOT_FOUND',
  });
});
