import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform } from 'node:os';

/** Something that can compute pictures; gets one worker process. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly provider: 'cpu';
  /** Threads that the engine may use. */
  readonly threads: number;
}

/** Devices of this machine. For now its processor. */
export function listDevices(): Device[] {
  return [
    {
      id: 'cpu',
      name: cpus()[0]?.model.trim() ?? 'CPU',
      provider: 'cpu',
      threads: Math.min(countPhysicalCores(), availableParallelism()),
    },
  ];
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
