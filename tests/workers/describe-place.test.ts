import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePlace } from '../../electron/workers/describe-place.ts';
import type { Device } from '../../electron/workers/devices.ts';
import { keepFindings } from '../../electron/workers/kept-findings.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const cpu: Device = { id: 'cpu', name: 'EPYC', provider: 'cpu', threads: 2, memoryBytes: 1e9 };

test('workers that share a processor alike are one place; another processor or other threads are another', () => {
  const place = describePlace(cpu, null);
  assert.ok(place !== null, 'a processor needs no test');
  assert.equal(describePlace({ ...cpu, id: 'cpu-2', memoryBytes: 5e9 }, null), place);
  assert.notEqual(describePlace({ ...cpu, name: 'Xeon' }, null), place);
  assert.notEqual(describePlace({ ...cpu, threads: 1 }, null), place);
});

test('a card is a place once it is known how it is used: by its worker, or by what an earlier one has kept', () => {
  const selfTest = { folder: temporaryFolder(), key: 'webgpu, card (driver 1)' };
  const card: Device = { ...cpu, id: 'webgpu', provider: 'webgpu', selfTest };
  assert.equal(describePlace(card, null), null);
  const place = describePlace(card, { profile: 'webgpu-float16', problem: null });
  keepFindings(selfTest, { key: selfTest.key, profile: 'webgpu-float16', trials: [] });
  assert.equal(describePlace(card, null), place);
  const driver = { ...selfTest, key: 'webgpu, card (driver 2)' };
  assert.equal(describePlace({ ...card, selfTest: driver }, null), null, 'not tested yet');
  for (const [device, profile] of [
    [{ ...card, selfTest: driver }, 'webgpu-float16'],
    [card, 'webgpu-float32'],
  ] as const) {
    assert.notEqual(describePlace(device, { profile, problem: null }), place);
  }
});
