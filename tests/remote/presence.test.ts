import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf } from '../../electron/remote/keys.ts';
import { endPresence, listPresent, showPresence } from '../../electron/remote/presence.ts';
import { createSeal, createToken } from '../../electron/remote/seal.ts';
import { connectRedis } from '../helpers/redis-client.ts';
import { skipWithoutRedis, startRedis } from '../helpers/redis-server.ts';

test(
  'a worker is seen until it ends, whatever else was written beside it',
  skipWithoutRedis,
  async (t) => {
    const redis = connectRedis(t, (await startRedis(t)).url);
    const seal = createSeal(createToken());
    const line = { redis, keys: keysOf(seal.queueName), seal };
    const presence = { host: '書斎', version: '0.1.0', devices: [] };
    await showPresence('w1', presence, line);
    for (const [id, said] of [
      ['w2', 'nothing that was sealed'],
      ['w3', createSeal(createToken()).closeJson('worker:w3', presence)],
      ['w4', seal.closeJson('worker:w4', { host: 5 })],
    ] as const) {
      await redis.sadd(line.keys.workers, id);
      await redis.set(line.keys.worker(id), said);
    }
    await redis.sadd(line.keys.workers, 'gone');
    assert.deepEqual(await listPresent(line), [{ id: 'w1', ...presence }]);
    assert.ok(!(await redis.smembers(line.keys.workers)).includes('gone'));
    await endPresence('w1', line);
    assert.deepEqual(await listPresent(line), []);
  },
);
