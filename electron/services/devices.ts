import type { DeviceList, DeviceOption, DeviceTest } from '../api/contract/devices.ts';
import type { StudioSettings } from '../api/contract/settings.ts';
import { adapterDevice, chooseDevices, listChoices } from '../workers/choose-devices.ts';
import type { DeviceOptions } from '../workers/choose-devices.ts';
import type { Device } from '../workers/devices.ts';
import { forgetFindings, readFindings, timeOfFindings, worstOf } from '../workers/kept-findings.ts';
import { testInProcess } from '../workers/test-in-process.ts';
import type { SpawnWorker } from '../workers/worker-channel.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { createCudaLibraries } from './install-cuda.ts';
import type { CudaOptions } from './install-cuda.ts';

export interface DevicesServiceOptions extends Omit<CudaOptions, 'onInstalled'> {
  readonly readSettings: () => StudioSettings;
  /** What this run was told on its command line. */
  readonly forced: { readonly device?: string | undefined; readonly workers?: number | undefined };
  readonly spawnWorker: SpawnWorker;
  readonly testFolder: string;
  /** As in `DeviceChoices`. */
  readonly calibrationFolder?: string;
  readonly appVersion: string;
  readonly adapters: DeviceOptions['adapters'];
}

export type DevicesService = ReturnType<typeof createDevicesService>;

/** What there is to compute on, how it did in its self-test, and what it lacks. */
export function createDevicesService(options: DevicesServiceOptions) {
  const { readSettings, forced, spawnWorker, testFolder, appVersion, adapters, system } = options;
  const cuda = createCudaLibraries({ ...options, onInstalled: () => arrange() });
  let pool: Pick<WorkerPool, 'arrange'> | null = null;
  let testRound = 0;

  function deviceOptions(choice: string): DeviceOptions {
    const { workers, modelMemoryShare, weightMemory } = readSettings();
    const memory = { modelMemoryShare, weightMemory };
    const own = { workers: forced.workers ?? workers, ...memory, choice, testRound };
    const folders = { testFolder, calibrationFolder: options.calibrationFolder };
    return { ...own, ...folders, appVersion, adapters, system, cuda: cuda.environment() };
  }

  /** What is computed on as things are. */
  function inUse(): Device[] {
    return chooseDevices(deviceOptions(forced.device ?? readSettings().device));
  }

  /** Workers that do what is not asked for any more finish what they have begun. */
  function arrange(): void {
    pool?.arrange(inUse());
  }

  function describe(choice: string): DeviceOption {
    const [device] = chooseDevices(deviceOptions(choice));
    if (device === undefined) throw new Error(`There is no device for ${choice}.`);
    const { name, provider, cardBytes = null, selfTest } = device;
    const test = selfTest === undefined ? null : lastTest(selfTest);
    return { choice, name, provider, memoryBytes: cardBytes, test };
  }

  return {
    inUse,
    arrange,
    /** The pool that is to follow from now on. */
    serve(followed: Pick<WorkerPool, 'arrange'>): void {
      pool = followed;
    },

    async list(): Promise<DeviceList> {
      const { device: chosen } = readSettings();
      const given = deviceOptions('auto');
      const [automatic] = chooseDevices(given);
      // Also what was chosen elsewhere, or before a card was taken out.
      const named = [chosen, forced.device ?? 'auto'].filter((choice) => choice !== 'auto');
      return {
        chosen,
        forced: forced.device ?? null,
        automatic: automatic?.selfTest === undefined ? 'cpu' : automatic.id,
        options: [...new Set([...listChoices(given), ...named])].map(describe),
        cuda: await cuda.state(adapters.some(({ isNvidia }) => isNvidia)),
      };
    },

    /** The processor is what all others are compared with: it has no test. */
    async test(
      { choice }: { choice: string },
      { signal = new AbortController().signal }: { signal?: AbortSignal | undefined } = {},
    ): Promise<DeviceOption> {
      const [chosen] = choice === 'auto' ? chooseDevices(deviceOptions('auto')) : [];
      const id = chosen === undefined ? choice : chosen.selfTest ? chosen.id : 'cpu';
      if (id === 'cpu') return describe('cpu');
      const device = adapterDevice(id, deviceOptions(id));
      if (device.selfTest) forgetFindings(device.selfTest);
      await testInProcess(device, spawnWorker, signal);
      testRound += 1;
      arrange();
      return describe(id);
    },

    installCuda: cuda.install,
  };
}

function lastTest(selfTest: NonNullable<Device['selfTest']>): DeviceTest | null {
  const findings = readFindings(selfTest);
  const at = timeOfFindings(selfTest);
  // Begun and not ended: it is being tested, or took its process down.
  if (findings?.profile === undefined || at === null) return null;
  const trials = findings.trials.map(({ profile, passed, failure, errors }) => {
    const [part, error] = worstOf(errors) ?? [];
    const worst = part === undefined ? null : { part, error: error ?? null };
    return { profile, passed, failure, worst };
  });
  return { profile: findings.profile, trials, at: at.toISOString() };
}
