import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createModelCache } from '../../electron/workers/model-cache.ts';

function model(name: string) {
  return { path: `/models/${name}`, fingerprint: name };
}

test('the model unused longest is let go before the next is loaded', async () => {
  const log: string[] = [];
  const cache = createModelCache(2, async ({ fingerprint }) => {
    log.push(`load ${fingerprint}`);
    return { dispose: () => void log.push(`dispose ${fingerprint}`) };
  });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(model(name));
  assert.deepEqual(log, ['load a', 'load b', 'dispose b', 'load c', 'dispose c', 'load b']);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => cache.has(model(name))),
    [true, true, false],
  );
});

test('a model that could not be loaded is tried again', async () => {
  let tries = 0;
  const cache = createModelCache(2, async () => {
    tries += 1;
    if (tries === 1) throw new Error('no such file');
    return { dispose: () => {} };
  });
  await assert.rejects(cache.get(model('a')), { message: 'no such file' });
  assert.equal(cache.has(model('a')), false);
  await cache.get(model('a'));
  assert.equal(tries, 2);
});
