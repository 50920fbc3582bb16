import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import type { Provider } from '../../native-models/models/device-profiles.ts';
import type { WeightMemory } from '../../native-models/models/session-memory.ts';
import { readMemory } from './read-memory.ts';

/**
 * One worker with all cores: each of several would load the models for itself, and a picture that somebody waits for
 * would take longer.
 */
const usualWorkers = 1;

/** Something that can compute pictures; gets one worker process. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  /** Which of the provider's adapters, where it lets choose. */
  readonly deviceId?: number;
  /** Threads that the engine may use. */
  readonly threads: number;
  /** Memory that models may be kept in. */
  readonly memoryBytes: number;
  /** How weights are held; left out: as the engine does by itself. A card has copies in any case. */
  readonly weightMemory?: WeightMemory;
  /** The memory of its card; left out where it shares the machine's, or does not tell. */
  readonly cardBytes?: number;
  /** What its process needs in its environment besides that of the studio. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the outcome of the self-test is kept, and what it holds for; a processor has none. */
  readonly selfTest?: {
    readonly folder: string;
    readonly key: string;
    /** Another number for another worker: one that knows an older outcome is not used any more. */
    readonly round?: number;
  };
  /** Where calibrations of models are kept. */
  readonly calibrationFolder?: string;
}

export interface DeviceChoices {
  /** How many workers share the processor; more than there are cores are not made. Null: `usualWorkers`. */
  readonly workers: number | null;
  /** The part of the memory that models may be kept in, 0 … 1. */
  readonly modelMemoryShare: number;
  /** Default `automatic`. */
  readonly weightMemory?: WeightMemory | undefined;
  /** Folder for calibrations of models; left out, none is kept. */
  readonly calibrationFolder?: string | undefined;
}

/**
 * The processor, as one device or shared out among several workers.
 */
export function listDevices({
  workers,
  modelMemoryShare,
  weightMemory = 'automatic',
  calibrationFolder,
}: DeviceChoices): Device[] {
  const threads = countCores();
  const parts = Math.max(1, Math.min(workers ?? usualWorkers, threads));
  const name = processorName();
  return Array.from({ length: parts }, (_, part) => ({
    id: parts === 1 ? 'cpu' : `cpu-${part + 1}`,
    name,
    provider: 'cpu',
    threads: Math.floor(threads / parts) + (part < threads % parts ? 1 : 0),
    memoryBytes: Math.floor((modelMemoryShare * readMemory().totalBytes) / parts),
    ...(weightMemory !== 'automatic' && { weightMemory }),
    ...(calibrationFolder !== undefined && { calibrationFolder }),
  }));
}

/** As the system has it: what it can do follows from it. */
export function processorName(): string {
  return cpus()[0]?.model.trim() ?? 'CPU';
}

/** Cores that this process may use. */
export function countCores(): number {
  return Math.min(countPhysicalCores(), availableParallelism());
}

/** Cores, not hyper-threads: matrix products fill a core's arithmetic units, a second thread on it only disturbs. */
function countPhysicalCores(): number {
  if (platform() === 'linux') {
    const siblings = new Set<string>();
    for (let cpu = 0; cpu < cpus().length; cpu++) {
      siblings.add(readSiblings(cpu) ?? String(cpu));
    }
    return Math.max(1, siblings.size);
  }
  // Neither Windows nor macOS tells Node about cores. Apple's have one thread each; Intel's and AMD's mostly have two.
  return arch() === 'x64' ? Math.max(1, Math.ceil(cpus().length / 2)) : cpus().length;
}

function readSiblings(cpu: number): string | null {
  try {
    return readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'utf8');
  } catch {
    // Containers may hide the topology: then each processor counts as a core.
    return null;
  }
}
