import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const name = 'door.json';

/** An open browser door, as the command line of the same user reaches it. */
export interface OpenDoor {
  /** Address that lets in. */
  readonly url: string;
  /** The one certificate (PEM) that it may show; null where it speaks without TLS. */
  readonly certificate: string | null;
}

/**
 * Leaves the address of an open browser door, token included, in the data folder, for the command line of the same
 * user: nobody else can read the file.
 */
export function writeDoorFile(dataFolder: string, door: OpenDoor): void {
  const path = join(dataFolder, name);
  // Made anew: an older file would keep its own rights.
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify(door), { mode: 0o600, flag: 'wx' });
}

/** One that cannot be removed (a disk that is read-only by now) leads nowhere, as after a studio that was killed. */
export function removeDoorFile(dataFolder: string): void {
  try {
    rmSync(join(dataFolder, name), { force: true });
  } catch {
    // The studio closes all the same.
  }
}

/** The open door; null where there is none. A studio that was killed leaves a file that leads nowhere. */
export function readDoorFile(dataFolder: string): OpenDoor | null {
  try {
    const { url, certificate } = JSON.parse(
      readFileSync(join(dataFolder, name), 'utf8'),
    ) as Partial<Record<keyof OpenDoor, unknown>>;
    if (typeof url !== 'string') return null;
    return { url, certificate: typeof certificate === 'string' ? certificate : null };
  } catch {
    return null;
  }
}
