import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const name = 'door.json';

/**
 * Leaves the address of an open browser door, token included, in the data folder, for the command line of the same
 * user: nobody else can read the file.
 */
export function writeDoorFile(dataFolder: string, url: string): void {
  const path = join(dataFolder, name);
  // Made anew: an older file would keep its own rights.
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify({ url }), { mode: 0o600, flag: 'wx' });
}

export function removeDoorFile(dataFolder: string): void {
  rmSync(join(dataFolder, name), { force: true });
}

/** The address that lets in; null where no door is open. A studio that was killed leaves a file that leads nowhere. */
export function readDoorFile(dataFolder: string): string | null {
  try {
    const { url } = JSON.parse(readFileSync(join(dataFolder, name), 'utf8')) as { url?: unknown };
    return typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}
