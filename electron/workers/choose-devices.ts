import { arch, platform } from 'node:os';
import type { Provider } from '../../native-models/models/device-profiles.ts';
import { countCores, listDevices } from './devices.ts';
import type { Device, DeviceChoices } from './devices.ts';
import type { Adapter } from './find-adapters.ts';
import { readFindings } from './kept-findings.ts';
import { readMemory } from './read-memory.ts';

export interface DeviceOptions extends DeviceChoices {
  /** As the contract's `deviceChoiceSchema`; default `auto`. */
  readonly choice?: string | undefined;
  /** Folder for outcomes of self-tests. */
  readonly testFolder: string;
  readonly appVersion: string;
  /** What the operating system finds. */
  readonly adapters: readonly Adapter[];
  /** Environment for processes that compute with CUDA; null where its libraries are not there. */
  readonly cuda: Readonly<Record<string, string>> | null;
  /** How often the user has asked for new self-tests: workers that know older outcomes are replaced. */
  readonly testRound?: number;
  /** Default: this machine's, e.g. `linux/x64`. */
  readonly system?: string;
}

/**
 * What pictures are made on: the graphics adapter, where there is one, and else the processor. Never both by themselves:
 * pictures of one job would come at very different speeds and differ in their last places.
 */
export function chooseDevices(options: DeviceOptions): Device[] {
  const { choice = 'auto' } = options;
  if (choice === 'cpu') return listDevices(options);
  if (choice !== 'auto') return [adapterDevice(choice, options)];
  const candidates = automaticProviders(options).map((id) => adapterDevice(id, options));
  // One that has failed its test is passed over for the next; where all have, the first one says why.
  const device = candidates.find((one) => !hasFailed(one)) ?? candidates[0];
  return device === undefined ? listDevices(options) : [device];
}

/** All that may be chosen here, the fastest first and the processor last: choices as the settings keep them. */
export function listChoices(options: DeviceOptions): string[] {
  const { adapters, cuda, system = thisSystem } = options;
  const numbered = (provider: Provider, count: number): string[] =>
    Array.from({ length: count }, (_, number) =>
      number === 0 ? provider : `${provider}:${number}`,
    );
  const nvidia = adapters.filter(({ isNvidia }) => isNvidia).length;
  return [
    ...(system === 'linux/x64' && cuda !== null ? numbered('cuda', nvidia) : []),
    ...(system.startsWith('win32/') ? numbered('dml', adapters.length) : []),
    ...(adapters.length > 0 && hasWebGpu(system) ? ['webgpu'] : []),
    ...(adapters.length > 0 && system === 'darwin/arm64' ? ['coreml'] : []),
    'cpu',
  ];
}

/** A device of a choice that is not the processor's. */
export function adapterDevice(choice: string, options: DeviceOptions): Device {
  const { adapters, testFolder, appVersion, modelMemoryShare, testRound = 0 } = options;
  const [name = '', number] = choice.split(':');
  const provider = name as Provider;
  const id = number === undefined ? provider : `${provider}:${number}`;
  const key = [id, ...adapters.map((found) => `${found.name} (${found.driver})`)].join(', ');
  const own = ownAdapters(provider, Number(number ?? 0), adapters);
  // Whichever of several it is, this much it has.
  const cards = own.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  const cardBytes = cards.length === own.length && cards.length > 0 ? Math.min(...cards) : null;
  const shareBytes = Math.floor(modelMemoryShare * (cardBytes ?? readMemory().totalBytes));
  return {
    id,
    name: own.map((found) => found.name).join(' / ') || id,
    provider,
    ...(number !== undefined && { deviceId: Number(number) }),
    threads: countCores(),
    memoryBytes: cardBytes === null ? Math.min(unknownCardBytes, shareBytes) : shareBytes,
    ...(cardBytes !== null && { cardBytes }),
    ...(provider === 'cuda' && options.cuda !== null && { environment: options.cuda }),
    // The processor takes its place where it fails.
    ...(options.calibrationFolder !== undefined && {
      calibrationFolder: options.calibrationFolder,
    }),
    selfTest: {
      folder: testFolder,
      key: `${key}, Nishiki ${appVersion}`,
      ...(testRound > 0 && { round: testRound }),
    },
  };
}

/** CUDA is told to count NVIDIA's cards by their slots. DirectML and WebGPU have an order of their own: any may be meant. */
function ownAdapters(
  provider: Provider,
  number: number,
  adapters: readonly Adapter[],
): readonly Adapter[] {
  if (provider !== 'cuda') return adapters;
  const card = adapters.filter(({ isNvidia }) => isNvidia)[number];
  return card === undefined ? adapters : [card];
}

/** Two models of Stable Diffusion's size in half precision, for a card that does not say how much it has. */
const unknownCardBytes = 5e9;

const thisSystem = `${platform()}/${arch()}`;

/** The providers that this platform's build of ONNX Runtime has for its adapters, the fastest first. */
function automaticProviders(options: DeviceOptions): Provider[] {
  const { adapters, cuda, system = thisSystem } = options;
  if (adapters.length === 0) return [];
  if (system.startsWith('win32/')) return ['dml', 'webgpu'];
  if (!hasWebGpu(system)) return [];
  const isNvidia = adapters.some((found) => found.isNvidia);
  return system === 'linux/x64' && isNvidia && cuda !== null ? ['cuda', 'webgpu'] : ['webgpu'];
}

function hasWebGpu(system: string): boolean {
  return ['linux/x64', 'darwin/arm64', 'win32/x64', 'win32/arm64'].includes(system);
}

function hasFailed({ selfTest }: Device): boolean {
  return selfTest !== undefined && readFindings(selfTest)?.profile === null;
}
