import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { basename, join } from 'node:path';
import { askNvidia, readRegistryMemory, readVideoMemory } from './card-memory.ts';
import type { NvidiaCard } from './card-memory.ts';

/** A graphics adapter as the operating system knows it. */
export interface Adapter {
  readonly name: string;
  /** Name and version of its driver: what computes may change with it. */
  readonly driver: string;
  readonly isNvidia: boolean;
  /** The card's own memory; null where it shares the machine's, or the system does not tell. */
  readonly memoryBytes: number | null;
}

/** Graphics adapters of this machine that can compute; none where the system does not say. Takes up to five seconds. */
export async function findAdapters(): Promise<Adapter[]> {
  if (platform() === 'win32') return readDisplayClass(await queryDisplayClass());
  if (platform() === 'darwin') return arch() === 'arm64' ? [appleAdapter()] : [];
  if (platform() !== 'linux' || !canRender()) return [];
  const found = readPciAdapters('/sys/bus/pci/devices');
  return found.some(({ isNvidia }) => isNvidia)
    ? readPciAdapters('/sys/bus/pci/devices', await askNvidia())
    : found;
}

/** Its memory is the machine's. */
function appleAdapter(): Adapter {
  const name = cpus()[0]?.model.trim() ?? 'Apple';
  return { name, driver: `Darwin ${release()}`, isNvidia: false, memoryBytes: null };
}

/** Without a render node (as in most containers) there is a card, but not for us. */
function canRender(): boolean {
  const nodes = existsSync('/dev/dri') ? readdirSync('/dev/dri') : [];
  return nodes.some((name) => name.startsWith('renderD')) || existsSync('/dev/nvidia0');
}

const vendors: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
};

/**
 * PCI devices of class "display controller" from vendors with compute drivers, in the order of their slots.
 *
 * @param folder /sys/bus/pci/devices
 * @param nvidia what NVIDIA's driver says of its cards
 */
export function readPciAdapters(folder: string, nvidia: readonly NvidiaCard[] = []): Adapter[] {
  const read = (...path: string[]): string | null => {
    const file = join(folder, ...path);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  };
  const slots = existsSync(folder) ? readdirSync(folder).toSorted() : [];
  return slots.flatMap((slot) => {
    const vendor = vendors[read(slot, 'vendor') ?? ''];
    if (!read(slot, 'class')?.startsWith('0x03') || vendor === undefined) return [];
    const link = join(folder, slot, 'driver');
    const driver = existsSync(link) ? basename(readlinkSync(link)) : 'no driver';
    const version = read(slot, 'driver', 'module', 'version') ?? release();
    const card = nvidia.find((known) => known.slot === slot.toLowerCase());
    const name = card?.name ?? `${vendor} ${read(slot, 'device') ?? ''}`.trim();
    const memoryBytes = card?.memoryBytes ?? readVideoMemory(folder, slot);
    const isNvidia = vendor === 'NVIDIA';
    return [{ name, driver: `${driver} ${card?.driver ?? version}`, isNvidia, memoryBytes }];
  });
}

/** Windows' key for display adapters: one numbered key for each that was ever installed. */
const displayClass = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

function queryDisplayClass(): Promise<string> {
  const options = { encoding: 'utf8', timeout: 5000, maxBuffer: 64 * 2 ** 20 } as const;
  return new Promise((resolve) => {
    // Faster by seconds than asking WMI. Keys that only the system may read make it fail after it has printed the others.
    execFile('reg.exe', ['query', displayClass, '/s'], options, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

/** What `reg query` says of display adapters. Those that compute on the processor, or show it elsewhere, are left out. */
export function readDisplayClass(text: string): Adapter[] {
  const keys = text.split(/^HKEY_/m).slice(1);
  return keys.flatMap((key) => {
    const value = (name: string): string | undefined =>
      new RegExp(String.raw`^\s+${name.replaceAll('.', '\\.')}\s+(REG_\w+\s+.+?)\s*$`, 'm').exec(
        key,
      )?.[1];
    const textOf = (name: string): string | undefined => value(name)?.replace(/^REG_SZ\s+/, '');
    const name = textOf('DriverDesc');
    if (name === undefined || /\bMicrosoft\b|\bRemote\b|\bVirtual\b|\bMirage\b/i.test(name))
      return [];
    const driver = textOf('DriverVersion') ?? 'unknown';
    const memoryBytes = readRegistryMemory(value);
    return [{ name, driver, isNvidia: /NVIDIA/i.test(name), memoryBytes }];
  });
}
