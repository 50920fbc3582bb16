import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import { basename, join } from 'node:path';

/** A graphics adapter as the operating system knows it. */
export interface Adapter {
  readonly name: string;
  /** Name and version of its driver: what computes may change with it. */
  readonly driver: string;
  readonly isNvidia: boolean;
}

/** Graphics adapters of this machine that can compute; none where the system does not say. */
export function findAdapters(): Adapter[] {
  if (platform() === 'win32') return readDisplayClass(queryDisplayClass());
  if (platform() === 'darwin') return arch() === 'arm64' ? [appleAdapter()] : [];
  return platform() === 'linux' && canRender() ? readPciAdapters('/sys/bus/pci/devices') : [];
}

function appleAdapter(): Adapter {
  const name = cpus()[0]?.model.trim() ?? 'Apple';
  return { name, driver: `Darwin ${release()}`, isNvidia: false };
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

/** PCI devices of class "display controller" from vendors with compute drivers. @param folder /sys/bus/pci/devices */
export function readPciAdapters(folder: string): Adapter[] {
  const read = (...path: string[]): string | null => {
    const file = join(folder, ...path);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  };
  return readdirSync(folder).flatMap((slot) => {
    const vendor = vendors[read(slot, 'vendor') ?? ''];
    if (!read(slot, 'class')?.startsWith('0x03') || vendor === undefined) return [];
    const link = join(folder, slot, 'driver');
    const driver = existsSync(link) ? basename(readlinkSync(link)) : 'no driver';
    const version = read(slot, 'driver', 'module', 'version') ?? release();
    const name = `${vendor} ${read(slot, 'device') ?? ''}`.trim();
    return [{ name, driver: `${driver} ${version}`, isNvidia: vendor === 'NVIDIA' }];
  });
}

/** Windows' key for display adapters: one numbered key for each that was ever installed. */
const displayClass = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}`;

function queryDisplayClass(): string {
  try {
    // Faster by seconds than asking WMI.
    return execFileSync('reg.exe', ['query', displayClass, '/s', '/v', 'Driver*'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
  } catch {
    // Keys that may not be read make it fail; then there is nothing but the processor.
    return '';
  }
}

/** What `reg query` says of display adapters. Those that compute on the processor, or show it elsewhere, are left out. */
export function readDisplayClass(text: string): Adapter[] {
  const keys = text.split(/^HKEY_/m).slice(1);
  return keys.flatMap((key) => {
    const value = (name: string): string | undefined =>
      new RegExp(String.raw`^\s+${name}\s+REG_SZ\s+(.+?)\s*$`, 'm').exec(key)?.[1];
    const name = value('DriverDesc');
    if (name === undefined || /\bMicrosoft\b|\bRemote\b|\bVirtual\b|\bMirage\b/i.test(name))
      return [];
    const driver = value('DriverVersion') ?? 'unknown';
    return [{ name, driver, isNvidia: /NVIDIA/i.test(name) }];
  });
}
