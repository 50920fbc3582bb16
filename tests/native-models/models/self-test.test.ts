import assert from 'node:assert/strict';
import { it } from 'node:test';

import { cpuProfile, profilesOf } from '../../../native-models/models/device-profiles.ts';
import type { DeviceProfile } from '../../../native-models/models/device-profiles.ts';
import { testDevice } from '../../../native-models/models/self-test.ts';

/** A profile's graph on the processor, which takes the place of a device. */
function onProcessor({ graph, name }: DeviceProfile): DeviceProfile {
  return { ...cpuProfile, name, graph };
}

it('the self-test passes the first profile that computes what the processor does', async () => {
  const [first, half] = profilesOf.webgpu;
  assert.ok(first && half);
  const tried: string[] = [];
  const result = await testDevice('cpu', {}, ({ name }) => tried.push(name), [
    // GroupNorm has no kernel on the processor.
    onProcessor({ ...first, name: 'fails', graph: { ...first.graph, groupNorm: 'channels-last' } }),
    onProcessor(half),
    onProcessor(first),
  ]);
  assert.deepEqual(tried, ['fails', half.name]);
  assert.equal(result.profile?.name, half.name);
  assert.match(result.trials[0]?.failure ?? '', /GroupNorm/);
  assert.equal(result.trials[1]?.passed, true);
});

it('a device that is not in this build fails with the reason, and nothing is chosen', async () => {
  const missing = { ...cpuProfile, name: 'missing', provider: 'coreml' } as const;
  const { profile, trials } = await testDevice('coreml', {}, () => {}, [missing]);
  assert.equal(profile, null);
  assert.match(trials[0]?.failure ?? '', /coreml/i);
});
