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
const cuda = {
  state: 'unsupported',
  hasCard: false,
  package: null,
  folder: null,
  lacking: [],
} as const;
const choices: Parameters<typeof judge>[0]['choices'] = {
  options: [],
  cuda: { ...cuda, lacking: [] },
};
const own = { state: 'ready', embedded: false } as const;

test('a machine with room and a model of the user’s own needs no advice', () => {
  assert.deepEqual(judge({ memory, health, choices }, [own]), []);
  assert.deepEqual(
    judge({ memory, choices, health: { ...health, diskFreeBytes: null } }, [own]),
    [],
  );
});

test('each fault is found by itself', () => {
  const judged = (fields: Partial<Parameters<typeof judge>[0]['health']>) =>
    judge({ memory, choices, health: { ...health, ...fields } }, [own]);
  assert.deepEqual(judged({ pictureFolder: 'missing' }), ['folder-missing']);
  assert.deepEqual(judged({ pictureFolder: 'read-only' }), ['folder-read-only']);
  assert.deepEqual(judged({ database: 'read-only' }), ['database-read-only']);
  assert.deepEqual(judged({ repairedFrom: '/a/nishiki.db.damaged' }), ['database-repaired']);
  assert.deepEqual(judged({ diskFreeBytes: 1e8 }), ['disk-nearly-full']);
  assert.deepEqual(judge({ memory: { ...memory, freeBytes: 1e9 }, health, choices }, [own]), [
    'memory-short',
  ]);
  assert.deepEqual(judge({ memory, health, choices }, [own, { ...own, state: 'missing' }]), [
    'model-missing',
  ]);
  assert.deepEqual(judge({ memory, health, choices }, [{ ...own, embedded: true }]), [
    'demo-models-only',
  ]);
});

test('what devices lack is advised', () => {
  const judged = (given: Partial<typeof choices>) =>
    judge({ memory, health, choices: { ...choices, ...given } }, [own]);
  const option = { choice: 'webgpu', name: 'Card', provider: 'webgpu', memoryBytes: null } as const;
  const at = '2026-11-26T00:00:00.000Z';
  const tested = (profile: string | null) => ({ ...option, test: { profile, trials: [], at } });
  assert.deepEqual(judged({ options: [tested('webgpu-float16'), { ...option, test: null }] }), []);
  assert.deepEqual(judged({ options: [tested(null)] }), ['device-failed']);
  const missing = { ...cuda, state: 'missing', lacking: [] } as const;
  assert.deepEqual(judged({ cuda: { ...missing, lacking: [], hasCard: true } }), ['cuda-missing']);
  assert.deepEqual(judged({ cuda: { ...missing, lacking: [] } }), [], 'no card, no advice');
  const lacking = ['libcudnn.so.9'];
  assert.deepEqual(judged({ cuda: { ...cuda, state: 'installed', lacking } }), ['cuda-lacking']);
});
