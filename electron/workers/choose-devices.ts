import { arch, platform } from 'node:os';
import type { Provider } from '../../native-models/models/device-profiles.ts';
import { hasCudaLibraries } from './cuda-libraries.ts';
import { countCores, listDevices } from './devices.ts';
import type { Device, DeviceChoices } from './devices.ts';
import { findAdapters } from './find-adapters.ts';
import type { Adapter } from './find-adapters.ts';
import { readMemory } from './read-memory.ts';

export interface DeviceOptions extends DeviceChoices {
  /** As the contract's `deviceChoiceSchema`; default `auto`. */
  readonly choice?: string | undefined;
  /** Folder for outcomes of self-tests. */
  readonly testFolder: string;
  readonly appVersion: string;
  /** Default: what the operating system finds. */
  readonly adapters?: readonly Adapter[];
}

/**
 * What pictures are made on: the graphics adapter, where there is one, and else the processor. Never both by themselves:
 * pictures of one job would come at very different speeds and differ in their last places.
 */
export function chooseDevices(options: DeviceOptions): Device[] {
  const { choice = 'auto' } = options;
  if (choice === 'cpu') return listDevices(options);
  const { adapters = findAdapters() } = options;
  const [name = '', number] = choice.split(':');
  const provider = name === 'auto' ? fastestProvider(adapters) : (name as Provider);
  if (provider === 'cpu') return listDevices(options);

  const id = number === undefined ? provider : `${provider}:${number}`;
  const key = [id, ...adapters.map((found) => `${found.name} (${found.driver})`)].join(', ');
  const shareBytes = Math.floor(options.modelMemoryShare * readMemory().totalBytes);
  return [
    {
      id,
      name: adapters.map((found) => found.name).join(' / ') || id,
      provider,
      ...(number !== undefined && { deviceId: Number(number) }),
      threads: countCores(),
      memoryBytes: Math.min(adapterMemoryBytes, shareBytes),
      selfTest: { folder: options.testFolder, key: `${key}, Nishiki ${options.appVersion}` },
    },
  ];
}

/**
 * Two models of Stable Diffusion's size as they are predicted, in float32; in half precision they take 5 GB of a card.
 * Operating systems do not agree on how to ask for a card's memory.
 */
const adapterMemoryBytes = 10e9;

/** The provider that this platform's build of ONNX Runtime has for its adapters, before anything was measured. */
function fastestProvider(adapters: readonly Adapter[]): Provider {
  if (adapters.length === 0) return 'cpu';
  if (platform() === 'win32') return 'dml';
  if (platform() === 'linux' && arch() !== 'x64') return 'cpu';
  if (adapters.some(({ isNvidia }) => isNvidia) && hasCudaLibraries()) return 'cuda';
  return 'webgpu';
}
