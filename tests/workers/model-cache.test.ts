import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createModelCache } from '../../electron/workers/model-cache.ts';

/** Models of so many bytes, by their names; the log tells what becomes of them. */
function openCache(budgetBytes: number, sizes: Readonly<Record<string, number>>) {
  const log: string[] = [];
  const held: (readonly string[])[] = [];
  const cache = createModelCache({
    budgetBytes,
    open: async ({ fingerprint: name }) => ({
      bytes: sizes[name] ?? 0,
      load: async () => {
        log.push(`load ${name}`);
        return { dispose: () => void log.push(`dispose ${name}`) };
      },
    }),
    onChange: (fingerprints) => held.push(fingerprints),
  });
  const use = (name: string, work = async () => {}) => cache.use(model(name), work);
  return { cache, log, held, use };
}

function model(name: string) {
  return { path: `/models/${name}`, fingerprint: name };
}

test('models stay until they do not fit any more; the one unused longest is let go first', async () => {
  const { cache, log, held, use } = openCache(10, { a: 4, b: 4, c: 4 });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await use(name);
  assert.deepEqual(log, ['load a', 'load b', 'dispose b', 'load c', 'dispose c', 'load b']);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => cache.has(model(name))),
    [true, true, false],
  );
  assert.deepEqual(held.at(-1), ['a', 'b']);
});

test('many small models fit where few large ones do', async () => {
  const { log, use } = openCache(10, { a: 2, b: 2, c: 2, d: 2, large: 7 });
  for (const name of ['a', 'b', 'c', 'd', 'large']) await use(name);
  assert.deepEqual(log.slice(4), ['dispose a', 'dispose b', 'dispose c', 'load large']);
});

test('a model larger than the budget is alone', async () => {
  const { log, use } = openCache(10, { a: 2, huge: 20 });
  for (const name of ['a', 'huge', 'a']) await use(name);
  assert.deepEqual(log, ['load a', 'dispose a', 'load huge', 'dispose huge', 'load a']);
});

test('a model that is lent is not let go, however little room there is', async () => {
  const { log, use } = openCache(10, { a: 8, b: 8, c: 8 });
  await use('a', async () => {
    await use('b');
    await use('c');
  });
  assert.deepEqual(log, ['load a', 'load b', 'dispose b', 'load c']);
});

test('cleared, only what is lent stays', async () => {
  const { cache, use } = openCache(10, { a: 1, b: 1 });
  await use('b');
  await use('a', () => cache.clear());
  assert.deepEqual([cache.has(model('a')), cache.has(model('b'))], [true, false]);
});

test('a model that could not be loaded is tried again', async () => {
  let tries = 0;
  const cache = createModelCache({
    budgetBytes: 1,
    open: async () => ({
      bytes: 1,
      load: async () => {
        tries += 1;
        if (tries === 1) throw new Error('no such file');
        return { dispose: () => {} };
      },
    }),
  });
  await assert.rejects(
    cache.use(model('a'), async () => {}),
    { message: 'no such file' },
  );
  assert.equal(cache.has(model('a')), false);
  await cache.use(model('a'), async () => {});
  assert.equal(tries, 2);
});
