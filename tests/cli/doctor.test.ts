import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../electron/cli/doctor.ts';

const memory = { totalBytes: 32e9, freeBytes: 20e9 };
const health = {
  database: 'ok',
  pictureFolder: 'ok',
  diskFreeBytes: 100e9,
  recovered: 0,
  repairedFrom: null,
} as const;
const own = { state: 'ready', embedded: false } as const;

test('a machine with room and a model of the user’s own needs no advice', () => {
  assert.deepEqual(judge({ memory, health }, [own]), []);
  assert.deepEqual(judge({ memory, health: { ...health, diskFreeBytes: null } }, [own]), []);
});

test('each fault is found by itself', () => {
  const judged = (fields: Partial<Parameters<typeof judge>[0]['health']>) =>
    judge({ memory, health: { ...health, ...fields } }, [own]);
  assert.deepEqual(judged({ pictureFolder: 'missing' }), ['folder-missing']);
  assert.deepEqual(judged({ pictureFolder: 'read-only' }), ['folder-read-only']);
  assert.deepEqual(judged({ database: 'read-only' }), ['database-read-only']);
  assert.deepEqual(judged({ repairedFrom: '/a/nishiki.db.damaged' }), ['database-repaired']);
  assert.deepEqual(judged({ diskFreeBytes: 1e8 }), ['disk-nearly-full']);
  assert.deepEqual(judge({ memory: { ...memory, freeBytes: 1e9 }, health }, [own]), [
    'memory-short',
  ]);
  assert.deepEqual(judge({ memory, health }, [own, { ...own, state: 'missing' }]), [
    'model-missing',
  ]);
  assert.deepEqual(judge({ memory, health }, [{ ...own, embedded: true }]), ['demo-models-only']);
});
