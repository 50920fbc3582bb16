import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { deviceChoiceSchema } from '../../electron/api/contract/settings.ts';
import { chooseDevices, listChoices } from '../../electron/workers/choose-devices.ts';
import { readDisplayClass, readPciAdapters } from '../../electron/workers/find-adapters.ts';
import { keepFindings } from '../../electron/workers/kept-findings.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const card = { name: 'Card', driver: 'driver 1', isNvidia: false, memoryBytes: null };
const rtx = { name: 'RTX', driver: 'nvidia 570', isNvidia: true, memoryBytes: 24 * 2 ** 30 };
const gtx = { name: 'GTX', driver: 'nvidia 570', isNvidia: true, memoryBytes: 8 * 2 ** 30 };
const environment = { LD_LIBRARY_PATH: '/data/cuda/1.0.0' };
const options = {
  workers: null,
  modelMemoryShare: 0.5,
  testFolder: '/data/device-tests',
  appVersion: '1.0.0',
  adapters: [card],
  cuda: null,
  system: 'linux/x64',
};

describe('pictures are made on', () => {
  it('the processor where there is no adapter, shared out among the workers asked for', () => {
    const devices = chooseDevices({ ...options, workers: 64, adapters: [] });
    assert.ok(devices.length >= 1);
    for (const device of devices) assert.equal(device.provider, 'cpu');
    assert.equal(chooseDevices({ ...options, adapters: [] })[0]?.selfTest, undefined);
  });

  it('the processor with copies of the weights where that is asked for; a card has its own', () => {
    const weightMemory = 'prepacked' as const;
    const [processor] = chooseDevices({ ...options, weightMemory, adapters: [] });
    assert.equal(processor?.weightMemory, 'prepacked');
    assert.equal(chooseDevices({ ...options, weightMemory })[0]?.weightMemory, undefined);
    assert.equal(chooseDevices({ ...options, adapters: [] })[0]?.weightMemory, undefined);
  });

  it('the adapter alone where there is one', () => {
    const [device, ...others] = chooseDevices(options);
    assert.deepEqual(others, []);
    assert.equal(device?.provider, 'webgpu');
    assert.equal(device?.selfTest?.key, 'webgpu, Card (driver 1), Nishiki 1.0.0');
    assert.equal(device?.environment, undefined);
  });

  it('the processor where ONNX Runtime has nothing for its adapters', () => {
    assert.equal(chooseDevices({ ...options, system: 'linux/arm64' })[0]?.provider, 'cpu');
  });

  it('a card of NVIDIA’s with CUDA where its libraries are, in their environment', () => {
    const adapters = [rtx];
    assert.equal(chooseDevices({ ...options, adapters })[0]?.provider, 'webgpu');
    const [device] = chooseDevices({ ...options, adapters, cuda: environment });
    assert.equal(device?.provider, 'cuda');
    assert.equal(device?.environment, environment);
    const [other] = chooseDevices({ ...options, cuda: environment });
    assert.equal(other?.provider, 'webgpu', 'not a card of somebody else’s');
  });

  it('the next way of using the card where the first has failed its test', () => {
    const testFolder = temporaryFolder();
    const given = { ...options, testFolder, adapters: [rtx], cuda: environment };
    const fail = () => {
      const selfTest = chooseDevices(given)[0]?.selfTest;
      assert.ok(selfTest);
      keepFindings(selfTest, { key: selfTest.key, profile: null, trials: [] });
    };
    fail();
    assert.equal(chooseDevices(given)[0]?.provider, 'webgpu');
    fail();
    assert.equal(chooseDevices(given)[0]?.provider, 'cuda', 'which says why it is not used');
    assert.equal(chooseDevices({ ...given, choice: 'cuda' })[0]?.provider, 'cuda');
  });

  it('the processor in spite of an adapter where it is chosen', () => {
    assert.equal(chooseDevices({ ...options, choice: 'cpu' })[0]?.provider, 'cpu');
  });

  it('the second card of a provider where it is chosen, within its own memory', () => {
    const given = { ...options, adapters: [rtx, card, gtx], cuda: environment };
    const [device] = chooseDevices({ ...given, choice: 'cuda:1' });
    assert.deepEqual([device?.id, device?.deviceId, device?.name], ['cuda:1', 1, 'GTX']);
    assert.equal(device?.cardBytes, gtx.memoryBytes);
    assert.equal(device?.memoryBytes, gtx.memoryBytes / 2);
    const [either] = chooseDevices({ ...options, adapters: [rtx, gtx], choice: 'webgpu' });
    assert.equal(either?.cardBytes, gtx.memoryBytes, 'WebGPU chooses: what the smaller one has');
    const [unknown] = chooseDevices({ ...options, adapters: [rtx, card], choice: 'webgpu' });
    assert.equal(unknown?.cardBytes, undefined);
  });

  it('another worker where a new test was asked for', () => {
    const [first] = chooseDevices(options);
    const [second] = chooseDevices({ ...options, testRound: 1 });
    assert.equal(second?.selfTest?.key, first?.selfTest?.key);
    assert.notDeepEqual(second, first);
  });
});

it('what may be chosen follows from system, cards and libraries', () => {
  const all = { ...options, adapters: [rtx, gtx] };
  assert.deepEqual(listChoices({ ...options, adapters: [] }), ['cpu']);
  assert.deepEqual(listChoices(all), ['webgpu', 'cpu']);
  assert.deepEqual(listChoices({ ...all, cuda: environment }), ['cuda', 'cuda:1', 'webgpu', 'cpu']);
  assert.deepEqual(listChoices({ ...all, system: 'win32/x64' }), ['dml', 'dml:1', 'webgpu', 'cpu']);
  const apple = { ...options, system: 'darwin/arm64' };
  assert.deepEqual(listChoices(apple), ['webgpu', 'coreml', 'cpu']);
  for (const choice of listChoices({ ...all, cuda: environment }))
    assert.ok(deviceChoiceSchema.safeParse(choice).success, choice);
});

it('a choice of device is a provider with or without the number of a card', () => {
  for (const choice of ['auto', 'cpu', 'webgpu', 'coreml', 'cuda', 'dml:1'])
    assert.equal(deviceChoiceSchema.parse(choice), choice);
  for (const wrong of ['gpu', 'cpu:1', 'webgpu:1', 'cuda:', 'cuda:x'])
    assert.ok(!deviceChoiceSchema.safeParse(wrong).success, wrong);
});

it('Windows names its display adapters with drivers and memory; software and remote ones are left out', () => {
  const key = String.raw`HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;
  const text = [
    '',
    String.raw`${key}`,
    '    Class    REG_SZ    Display',
    '',
    String.raw`${key}\0000`,
    '    InfPath    REG_SZ    oem12.inf',
    '    DriverVersion    REG_SZ    32.0.15.6094',
    '    HardwareInformation.MemorySize    REG_DWORD    0xfff00000',
    '    HardwareInformation.qwMemorySize    REG_QWORD    0x300000000',
    '    DriverDesc    REG_SZ    NVIDIA GeForce RTX 3060',
    '',
    String.raw`${key}\0001`,
    '    DriverDesc    REG_SZ    Microsoft Basic Display Adapter',
    '    DriverVersion    REG_SZ    10.0.26100.1',
    '',
    String.raw`${key}\0002`,
    '    DriverDesc    REG_SZ    Intel(R) UHD Graphics 770',
    '    HardwareInformation.MemorySize    REG_BINARY    00000040',
    '    DriverVersion    REG_SZ    31.0.101.2115',
    '',
    String.raw`${key}\0003`,
    '    DriverDesc    REG_SZ    Radeon RX 580',
    '    HardwareInformation.MemorySize    REG_BINARY    0000F0FF',
    '    DriverVersion    REG_SZ    31.0.21912.14',
    '',
    'ERROR: Access is denied.',
  ].join('\r\n');
  assert.deepEqual(readDisplayClass(text), [
    {
      name: 'NVIDIA GeForce RTX 3060',
      driver: '32.0.15.6094',
      isNvidia: true,
      memoryBytes: 12 * 2 ** 30,
    },
    {
      name: 'Intel(R) UHD Graphics 770',
      driver: '31.0.101.2115',
      isNvidia: false,
      memoryBytes: null,
    },
    {
      name: 'Radeon RX 580',
      driver: '31.0.21912.14',
      isNvidia: false,
      memoryBytes: 0xff_f0_00_00,
    },
  ]);
  assert.deepEqual(readDisplayClass(''), []);
});

it(
  'Linux names display controllers of vendors with compute drivers, with the memory that drivers tell',
  { skip: process.platform === 'win32' },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'nishiki-pci-'));
    const device = (slot: string, files: Record<string, string>) => {
      mkdirSync(join(folder, slot));
      for (const [name, value] of Object.entries(files))
        writeFileSync(join(folder, slot, name), `${value}\n`);
    };
    const common = { driver: 'nvidia 570.86.10', isNvidia: true };
    try {
      device('0000:01:00.0', { class: '0x030000', vendor: '0x10de', device: '0x2504' });
      mkdirSync(join(folder, 'nvidia', 'module'), { recursive: true });
      writeFileSync(join(folder, 'nvidia', 'module', 'version'), '570.86.10\n');
      symlinkSync(join(folder, 'nvidia'), join(folder, '0000:01:00.0', 'driver'));
      device('0000:00:1f.0', { class: '0x060100', vendor: '0x8086', device: '0x7a04' });
      device('0000:00:02.0', { class: '0x030000', vendor: '0x1b36', device: '0x0100' });
      assert.deepEqual(readPciAdapters(folder), [
        { ...common, name: 'NVIDIA 0x2504', memoryBytes: null },
      ]);
      const known = {
        slot: '0000:01:00.0',
        name: 'NVIDIA GeForce RTX 3060',
        driver: '570.86.10',
        memoryBytes: 12 * 2 ** 30,
      };
      assert.deepEqual(readPciAdapters(folder, [known]), [
        { ...common, name: known.name, memoryBytes: known.memoryBytes },
      ]);
      const radeon = { class: '0x030000', vendor: '0x1002', device: '0x744c' };
      device('0000:03:00.0', { ...radeon, mem_info_vram_total: '25753026560' });
      device('0000:0b:00.0', { ...radeon, device: '0x164e', mem_info_vram_total: '536870912' });
      assert.deepEqual(
        readPciAdapters(folder).map(({ memoryBytes }) => memoryBytes),
        [null, 25_753_026_560, null],
        'what is set aside for an adapter in the processor is not its own',
      );
      assert.deepEqual(readPciAdapters(join(folder, 'nothing')), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
