import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** `{}` where this process may mount file systems, otherwise a `node:test` option that skips and says why. */
export const skipWithoutMounts: { skip?: string } = canMount()
  ? {}
  : { skip: 'mounting a small or read-only disk needs Linux and root' };

/** A real disk of a few megabytes, in memory, gone when the tests are over. Returns its folder. */
export function mountSmallDisk(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'nishiki-disk-'));
  after(mountDisk(folder, megabytes));
  return folder;
}

/** Mounts a disk in memory on a folder. Returns what takes both away, which must be called. */
export function mountDisk(folder: string, megabytes: number): () => void {
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'nishiki-test', folder);
  return () => {
    spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Makes a folder readable only, for root too, until the returned function is called, which must be called. */
export function makeReadOnly(folder: string): () => void {
  mount('--bind', folder, folder);
  mount('-o', 'remount,ro,bind', folder);
  return () => void spawnSync('umount', ['--lazy', folder]);
}

/** Writes zeros into `file` until nothing more fits. */
export function fillDisk(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      const zeros = Buffer.alloc(size);
      try {
        while (writeSync(handle, zeros) === size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(handle);
  }
}

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'nishiki-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'nishiki-test', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}
