import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { isDefinedError, safe } from '@orpc/client';
import { createRouterClient, ORPCError } from '@orpc/server';
import { createRouter } from '../../electron/api/router.ts';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

async function openClient(t: TestContext) {
  const opened = await openTestStudio(t);
  return { ...opened, client: createRouterClient(createRouter(opened.studio)) };
}

test('a service’s failure is the contract’s error, with its data', skipWithoutModels, async (t) => {
  const { client } = await openClient(t);
  const { error } = await safe(client.comparisons.get({ id: 'gone' }));
  assert.ok(error !== null && isDefinedError(error), String(error));
  assert.deepEqual(
    [error.code, error.status, error.data],
    ['COMPARISON_NOT_FOUND', 404, { comparisonId: 'gone' }],
  );
  assert.match(error.message, /^There is no comparison gone/);
});

test('so is the failure of a stream', skipWithoutModels, async (t) => {
  const { client, ja } = await openClient(t);
  const events = await client.generation.run({ arms: [{ ...ja, modelId: 'gone' }] });
  const { error } = await safe(events.next());
  assert.ok(error !== null && 'code' in error && 'data' in error, String(error));
  assert.deepEqual([error.code, error.data], ['MODEL_NOT_FOUND', { modelId: 'gone' }]);
});

test('what nobody expected is told with what a report needs, and without the request’s texts', async (t) => {
  const { studio } = await openTestStudio(t);
  const broken = {
    ...studio,
    tokens: {
      ...studio.tokens,
      inspect(): never {
        throw new TypeError('サラリーマン has no vowels');
      },
    },
  };
  const client = createRouterClient(createRouter(broken));
  const { error } = await safe(client.tokens.inspect({ text: 'サラリーマン' }));
  assert.ok(error instanceof ORPCError, String(error));
  assert.equal(error.code, 'INTERNAL_SERVER_ERROR');
  const data = error.data as { where: string; at: string; error: string[] };
  assert.equal(data.where, 'tokens.inspect');
  assert.ok(!Number.isNaN(Date.parse(data.at)));
  assert.equal(data.error[0], 'TypeError: ‹hidden› has no vowels');
  assert.match(data.error[1] ?? '', /router\.test\.ts/);
});

test(
  'bad input is refused before a service sees it, with the schemas’ codes',
  skipWithoutModels,
  async (t) => {
    const { client, studio, ja } = await openClient(t);
    const cases: [string, object][] = [
      ['prompt-empty', { arms: [{ ...ja, prompt: ' 　\n' }] }],
      ['prompt-too-long', { arms: [{ ...ja, prompt: '猫'.repeat(20_000) }] }],
      ['prompt-lone-surrogate', { arms: [{ ...ja, prompt: '猫\ud83d' }] }],
      ['size-not-divisible-by-8', { arms: [ja], width: 100 }],
      ['size-too-small', { arms: [ja], height: 8 }],
      ['seed-not-a-whole-number', { arms: [ja], seed: '-1' }],
      ['seed-not-a-whole-number', { arms: [ja], seed: '1.5' }],
      ['seed-too-large', { arms: [ja], seed: '18446744073709551616' }],
      ['count-too-large', { arms: [ja], count: 201 }],
      ['steps-too-few', { arms: [ja], steps: 0 }],
      ['guidance-too-small', { arms: [ja], guidance: 0.5 }],
    ];
    for (const [code, input] of cases) {
      const error: unknown = (await safe(client.generation.run(input as never))).error;
      assert.ok(error instanceof ORPCError, code);
      assert.equal(error.code, 'BAD_REQUEST');
      const { issues } = error.data as { issues: { message: string }[] };
      assert.deepEqual([...new Set(issues.map(({ message }) => message))], [code]);
    }
    assert.deepEqual(
      await studio.prompts.list({ search: '', favourite: false, limit: 5, offset: 0 }),
      [],
    );
  },
);

test('ending a stream over the router cancels the job', skipWithoutModels, async (t) => {
  const { client, ja } = await openClient(t);
  const input = { arms: [ja], width: 64, height: 64, steps: 400 };
  for await (const event of await client.generation.run(input)) if (event.type === 'step') break;
  assert.deepEqual(await client.generation.active(), []);

  const controller = new AbortController();
  const events = await client.generation.run(input, { signal: controller.signal });
  await events.next();
  controller.abort();
  // What the client sees of an abort is its transport's matter; the job ends.
  await safe(
    (async () => {
      for await (const event of events) void event;
    })(),
  );
  assert.deepEqual(await client.generation.active(), []);
});

test(
  'following a job ends with its signal, also while nothing happens to it',
  skipWithoutModels,
  async (t) => {
    const { client, ja } = await openClient(t);
    await client.queue.pause();
    const { job } = await client.queue.submit({ arms: [ja], width: 64, height: 64, steps: 1 });
    const controller = new AbortController();
    const events = await client.queue.follow({ jobId: job.id }, { signal: controller.signal });
    const first = await events.next();
    assert.ok(!first.done && first.value.type === 'queued');
    const next = safe(events.next());
    controller.abort();
    assert.equal((await next).data?.done, true);
    assert.deepEqual(
      (await client.generation.active()).map(({ id }) => id),
      [job.id],
      'the job itself goes on',
    );
  },
);

test('a watch that fails is told like any other request', async (t) => {
  const { studio } = await openTestStudio(t);
  async function* watch(): AsyncGenerator<never, void, void> {
    yield* await Promise.reject<never[]>(new TypeError('nothing to see'));
  }
  const broken = {
    ...studio,
    queue: { ...studio.queue, watch },
    scores: { ...studio.scores, watch },
  };
  const client = createRouterClient(createRouter(broken));
  for (const name of ['queue', 'scores'] as const) {
    const events: AsyncIterator<unknown> = await client[name].watch();
    const { error } = await safe(events.next());
    assert.ok(error instanceof ORPCError, String(error));
    assert.equal((error.data as { where: string }).where, `${name}.watch`);
  }
});

test(
  'a database that cannot be written now is the contract’s error, whatever was asked for',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const data = join(mountSmallDisk(8), 'data');
    const opened = await openTestStudio(t, { data });
    const client = createRouterClient(createRouter(opened.studio));
    fillDisk(join(data, 'filler'));
    for (let change = 0; change < 2000; change += 1) {
      const { error } = await safe(change % 2 === 0 ? client.queue.pause() : client.queue.resume());
      if (error === null) continue;
      assert.ok('code' in error && 'data' in error, String(error));
      assert.deepEqual(
        [error.code, error.data],
        ['CANNOT_SAVE', { folder: data, reason: 'ENOSPC', saved: 0 }],
      );
      return;
    }
    assert.fail('the disk took everything');
  },
);
