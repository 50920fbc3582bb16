import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { deviceChoiceSchema } from '../../electron/api/contract/settings.ts';
import { chooseDevices } from '../../electron/workers/choose-devices.ts';
import { readDisplayClass, readPciAdapters } from '../../electron/workers/find-adapters.ts';

const card = { name: 'Card', driver: 'driver 1', isNvidia: false };
const options = {
  workers: null,
  modelMemoryShare: 0.5,
  testFolder: '/data/device-tests',
  appVersion: '1.0.0',
};

describe('pictures are made on', () => {
  it('the processor where there is no adapter, shared out among the workers asked for', () => {
    const devices = chooseDevices({ ...options, workers: 64, adapters: [] });
    assert.ok(devices.length >= 1);
    for (const device of devices) assert.equal(device.provider, 'cpu');
    assert.equal(chooseDevices({ ...options, adapters: [] })[0]?.selfTest, undefined);
  });

  it(
    'the adapter alone where there is one',
    { skip: platform() !== 'linux' || arch() !== 'x64' },
    () => {
      const [device, ...others] = chooseDevices({ ...options, adapters: [card] });
      assert.deepEqual(others, []);
      assert.equal(device?.provider, 'webgpu');
      assert.equal(device?.selfTest?.key, 'webgpu, Card (driver 1), Nishiki 1.0.0');
    },
  );

  it('the processor in spite of an adapter where it is chosen', () => {
    const [device] = chooseDevices({ ...options, choice: 'cpu', adapters: [card] });
    assert.equal(device?.provider, 'cpu');
  });

  it('the second card of a provider where it is chosen', () => {
    const [device] = chooseDevices({ ...options, choice: 'cuda:1', adapters: [card] });
    assert.equal(device?.id, 'cuda:1');
    assert.equal(device?.deviceId, 1);
  });
});

it('a choice of device is a provider with or without the number of a card', () => {
  for (const choice of ['auto', 'cpu', 'webgpu', 'coreml', 'cuda', 'dml:1'])
    assert.equal(deviceChoiceSchema.parse(choice), choice);
  for (const wrong of ['gpu', 'cpu:1', 'webgpu:1', 'cuda:', 'cuda:x'])
    assert.ok(!deviceChoiceSchema.safeParse(wrong).success, wrong);
});

it('Windows names its display adapters with their drivers; software and remote ones are left out', () => {
  const key = String.raw`HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;
  const text = [
    '',
    String.raw`${key}\0000`,
    '    DriverVersion    REG_SZ    32.0.15.6094',
    '    DriverDesc    REG_SZ    NVIDIA GeForce RTX 3060',
    '',
    String.raw`${key}\0001`,
    '    DriverDesc    REG_SZ    Microsoft Basic Display Adapter',
    '    DriverVersion    REG_SZ    10.0.26100.1',
    '',
    String.raw`${key}\0002`,
    '    DriverDesc    REG_SZ    Intel(R) UHD Graphics 770',
    '    DriverVersion    REG_SZ    31.0.101.2115',
    '',
    'End of search: 6 match(es) found.',
  ].join('\r\n');
  assert.deepEqual(readDisplayClass(text), [
    { name: 'NVIDIA GeForce RTX 3060', driver: '32.0.15.6094', isNvidia: true },
    { name: 'Intel(R) UHD Graphics 770', driver: '31.0.101.2115', isNvidia: false },
  ]);
  assert.deepEqual(readDisplayClass(''), []);
});

it(
  'Linux names display controllers of vendors with compute drivers',
  { skip: platform() === 'win32' },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'nishiki-pci-'));
    const device = (slot: string, files: Record<string, string>) => {
      mkdirSync(join(folder, slot));
      for (const [name, value] of Object.entries(files))
        writeFileSync(join(folder, slot, name), `${value}\n`);
    };
    try {
      device('0000:01:00.0', { class: '0x030000', vendor: '0x10de', device: '0x2504' });
      mkdirSync(join(folder, 'nvidia', 'module'), { recursive: true });
      writeFileSync(join(folder, 'nvidia', 'module', 'version'), '570.86.10\n');
      symlinkSync(join(folder, 'nvidia'), join(folder, '0000:01:00.0', 'driver'));
      device('0000:00:1f.0', { class: '0x060100', vendor: '0x8086', device: '0x7a04' });
      device('0000:00:02.0', { class: '0x030000', vendor: '0x1b36', device: '0x0100' });
      assert.deepEqual(readPciAdapters(folder), [
        { name: 'NVIDIA 0x2504', driver: 'nvidia 570.86.10', isNvidia: true },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
