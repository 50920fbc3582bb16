import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `nvidia-smi` says of a card. */
export interface NvidiaCard {
  /** As PCI slots are named in /sys: `0000:01:00.0`. */
  readonly slot: string;
  readonly name: string;
  readonly driver: string;
  /** Null where it does not say, as for cards that share the machine's memory. */
  readonly memoryBytes: number | null;
}

const nvidiaQuery = [
  '--query-gpu=pci.bus_id,name,driver_version,memory.total',
  '--format=csv,noheader,nounits',
];

/** Cards that NVIDIA's driver knows, in the order of their slots; none where its tool is not there or takes too long. */
export function askNvidia(): Promise<NvidiaCard[]> {
  return new Promise((resolve) => {
    execFile('nvidia-smi', nvidiaQuery, { timeout: 5000 }, (error, stdout) =>
      resolve(error ? [] : readNvidiaCards(stdout)),
    );
  });
}

/** What `nvidia-smi` prints for `nvidiaQuery`: a line for each card, mebibytes of memory. */
export function readNvidiaCards(text: string): NvidiaCard[] {
  const cards = text.split(/\r?\n/).flatMap((line) => {
    const [bus = '', name = '', driver = '', memory = ''] = line.split(',').map((x) => x.trim());
    const slot = /^[0-9a-f]{4}([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i.exec(bus)?.[1];
    if (slot === undefined) return [];
    const memoryBytes = /^\d+$/.test(memory) ? Number(memory) * 2 ** 20 : null;
    return [{ slot: slot.toLowerCase(), name, driver, memoryBytes }];
  });
  return cards.toSorted((a, b) => (a.slot < b.slot ? -1 : 1));
}

/** A card's memory as AMD's driver tells it in /sys, in bytes; null where there is no such file, or nothing of its own. */
export function readVideoMemory(pciFolder: string, slot: string): number | null {
  const file = join(pciFolder, slot, 'mem_info_vram_total');
  if (!existsSync(file)) return null;
  const bytes = Number(readFileSync(file, 'utf8').trim());
  // Adapters in a processor have a little set aside, and use the machine's memory.
  return bytes >= leastOwnMemory ? bytes : null;
}

/** What a card must have to count as one with memory of its own: chips on the processor set up to 2 GB aside. */
const leastOwnMemory = 2.5e9;

/**
 * The memory of a display adapter as its driver leaves it in Windows' registry, in bytes: a number of 64 bits, or the
 * older one of 32 that stops at 4 GB. Null where it has none of its own.
 *
 * @param value gives a value of the adapter's key as `reg query` prints it, type and all
 */
export function readRegistryMemory(value: (name: string) => string | undefined): number | null {
  const wide = /^REG_QWORD\s+0x([0-9a-f]+)$/i.exec(value('HardwareInformation.qwMemorySize') ?? '');
  const narrow = value('HardwareInformation.MemorySize') ?? '';
  const word = /^REG_DWORD\s+0x([0-9a-f]+)$/i.exec(narrow);
  // Some drivers leave the bytes as they are, the lowest first.
  const bytes = /^REG_BINARY\s+([0-9a-f]{8})$/i.exec(narrow);
  const reversed = bytes?.[1]?.match(/../g)?.toReversed().join('');
  const digits = wide?.[1] ?? word?.[1] ?? reversed;
  const memory = digits === undefined ? 0 : Number(`0x${digits}`);
  return memory >= leastOwnMemory ? memory : null;
}
