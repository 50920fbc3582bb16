import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuProfile } from '../../native-models/models/device-profiles.ts';
import { loadOptions } from '../../electron/workers/worker-model.ts';

const model = { path: '/models/en', fingerprint: 'english' };

test('the engine holds weights as the device says, and by itself where it says nothing', () => {
  const prepacked = { threads: 2, weightMemory: 'prepacked' } as const;
  assert.equal(loadOptions(model, cpuProfile, prepacked).weightMemory, 'prepacked');
  assert.ok(!('weightMemory' in loadOptions(model, cpuProfile, { threads: 2 })));
});

test('a further session asks how much memory is left, but not on a card, which has its own', () => {
  const { availableBytes } = loadOptions(model, cpuProfile, { threads: 2 });
  assert.ok(availableBytes!() > 0);
  const onCard = loadOptions(model, { ...cpuProfile, provider: 'cuda' }, { threads: 2 });
  assert.equal(onCard.availableBytes, undefined);
});
