import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import type { Device } from '../../electron/workers/devices.ts';
import { settleProfile } from '../../electron/workers/settle-profile.ts';
import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import type { testDevice } from '../../native-models/models/self-test.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nishiki-settle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a device is used as its self-test found', () => {
  it('with the first profile that passes, and without a second test', async () => {
    const runs: string[][] = [];
    const test = testThat((name) => name.endsWith('decomposed'), runs);
    const first = await settleProfile(webgpu(), { test, onProblem });
    const second = await settleProfile(webgpu(), { test, onProblem });
    assert.equal(first.profile.name, 'webgpu-float16-decomposed');
    assert.equal(second.profile, first.profile);
    assert.equal(first.problem, null);
    assert.deepEqual(runs, [['webgpu-float16', 'webgpu-float16-decomposed']]);
  });

  it('anew after a driver update', async () => {
    const runs: string[][] = [];
    const test = testThat(() => true, runs);
    await settleProfile(webgpu('driver 1'), { test, onProblem });
    await settleProfile(webgpu('driver 2'), { test, onProblem });
    assert.equal(runs.length, 2);
    assert.equal(readdirSync(folder).length, 2);
  });

  it('not at all where no profile passes: then it is the processor, and it is said why, every time', async () => {
    const test = testThat(() => false, []);
    for (let run = 0; run < 2; run++) {
      const { profile, problem } = await settleProfile(webgpu(), { test, onProblem });
      assert.equal(profile.name, 'cpu');
      assert.match(problem ?? '', /on the processor.*webgpu-float16: attention is off by 0\.50/);
    }
  });

  it('without the profile that took the process down', async () => {
    const dying = (async (_provider, _options, onTrial, profiles) => {
      onTrial?.(profiles?.[0] as DeviceProfile);
      // What a process that dies leaves behind is the file as it is now.
      return new Promise(() => {});
    }) as typeof testDevice;
    void settleProfile(webgpu(), { test: dying, onProblem });
    const runs: string[][] = [];
    const { profile } = await settleProfile(webgpu(), {
      test: testThat(() => true, runs),
      onProblem,
    });
    assert.equal(profile.name, 'webgpu-float16-decomposed');
    const [file = ''] = readdirSync(folder);
    assert.match(readFileSync(join(folder, file), 'utf8'), /webgpu-float16".*ended the process/s);
  });

  it('after a test that was cut short in the middle of its file', async () => {
    const test = testThat(() => true, []);
    await settleProfile(webgpu(), { test, onProblem });
    const [file = ''] = readdirSync(folder);
    writeFileSync(join(folder, file), '{"key":');
    assert.equal(
      (await settleProfile(webgpu(), { test, onProblem })).profile.name,
      'webgpu-float16',
    );
  });

  it('and where the outcome cannot be kept, that is said', async () => {
    writeFileSync(join(folder, 'file'), '');
    const problems: string[] = [];
    const device = { ...webgpu(), selfTest: { folder: join(folder, 'file'), key: 'x' } };
    const { profile } = await settleProfile(device, {
      test: testThat(() => true, []),
      onProblem: (detail) => problems.push(detail),
    });
    assert.equal(profile.name, 'webgpu-float16');
    assert.match(problems[0] ?? '', /cannot be kept/);
  });
});

it('a processor needs no test', async () => {
  const { selfTest: _none, ...processor } = webgpu();
  const { profile } = await settleProfile({ ...processor, provider: 'cpu' }, { onProblem });
  assert.equal(profile.name, 'cpu');
});

function webgpu(driver = 'driver 1'): Device {
  const selfTest = { folder, key: `webgpu, Card (${driver}), Nishiki 1.0.0` };
  return { id: 'webgpu', name: 'Card', provider: 'webgpu', threads: 1, memoryBytes: 1e9, selfTest };
}

function onProblem(detail: string): void {
  assert.fail(detail);
}

/** Stands for the self-test, which needs an adapter; `runs` receives what was tried in each call. */
function testThat(passes: (name: string) => boolean, runs: string[][]): typeof testDevice {
  return async (_provider, _options, onTrial, profiles = []) => {
    const tried: string[] = [];
    runs.push(tried);
    const trials = [];
    for (const profile of profiles) {
      onTrial?.(profile);
      tried.push(profile.name);
      const passed = passes(profile.name);
      trials.push({ profile: profile.name, errors: { attention: 0.5 }, failure: null, passed });
      if (passed) return { profile, trials };
    }
    return { profile: null, trials };
  };
}
