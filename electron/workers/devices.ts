import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** The part of the machine's memory that models may be kept in; the rest is for everything else. */
const shareForModels = 0.5;

/** Something that can compute pictures; gets one worker process. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly provider: 'cpu';
  /** Threads that the engine may use. */
  readonly threads: number;
  /** Memory that models may be kept in. */
  readonly memoryBytes: number;
}

/**
 * Devices of this machine. For now its processor, as one device or shared out among several workers: small models
 * hardly gain from a second thread, and two workers with one thread each then finish a queue sooner.
 *
 * @param workers how many; more than there are cores are not made
 */
export function listDevices(workers = 1): Device[] {
  const threads = Math.min(countPhysicalCores(), availableParallelism());
  const parts = Math.max(1, Math.min(workers, threads));
  const name = cpus()[0]?.model.trim() ?? 'CPU';
  return Array.from({ length: parts }, (_, part) => ({
    id: parts === 1 ? 'cpu' : `cpu-${part + 1}`,
    name,
    provider: 'cpu',
    threads: Math.floor(threads / parts) + (part < threads % parts ? 1 : 0),
    memoryBytes: Math.floor((shareForModels * totalmem()) / parts),
  }));
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
