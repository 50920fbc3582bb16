import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Surroundings } from './data-folder.ts';

/** Why there is no desktop window here. `detail` is for people who want to repair it, in English. */
export type NoWindow =
  | { readonly reason: 'no-display' | 'root' | 'skipped' | 'not-installed' }
  | { readonly reason: 'no-binary' | 'ended'; readonly detail: string };

export interface ElectronSearch extends Surroundings {
  /** Numeric user id; undefined on Windows. */
  readonly userId: number | undefined;
  /** Folder of the npm package `electron`. */
  readonly packageFolder: string;
  /** Fetches the binary into that folder; resolves to null, or to what went wrong. */
  readonly download: (packageFolder: string) => Promise<string | null>;
}

/**
 * The Electron binary's path where a window can be opened, otherwise the reason why not. The npm package brings no
 * binary and fetches it at first use; that is asked for last, because it is the only slow question.
 */
export async function findElectron(
  search: ElectronSearch,
): Promise<{ readonly executable: string } | NoWindow> {
  const { platform, env, userId, packageFolder } = search;
  const headless = platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'];
  if (headless) return { reason: 'no-display' };
  // Chromium refuses to run as root with its sandbox, and a studio without the sandbox is not what was asked for.
  if (platform === 'linux' && userId === 0) return { reason: 'root' };
  if (!existsSync(join(packageFolder, 'package.json'))) return { reason: 'not-installed' };
  const present = installedBinary(packageFolder);
  if (present) return { executable: present };
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return { reason: 'skipped' };
  const failure = await search.download(packageFolder);
  if (failure !== null) return { reason: 'no-binary', detail: failure };
  const fetched = installedBinary(packageFolder);
  if (fetched) return { executable: fetched };
  return { reason: 'no-binary', detail: 'the download left no binary' };
}

/** Folder of the installed npm package; its main module is never loaded, because loading it starts the download. */
export function electronPackageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return join(import.meta.dirname, '..', 'node_modules', 'electron');
  }
}

function installedBinary(packageFolder: string): string | null {
  const note = join(packageFolder, 'path.txt');
  if (!existsSync(note)) return null;
  const executable = join(packageFolder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(executable) ? executable : null;
}

/** A hundred megabytes at a modest home connection's speed. */
const downloadLimitMs = 240_000;

/** Runs the npm package's own installer, quietly. Resolves to null, or to the line that says what went wrong. */
export function downloadElectron(packageFolder: string): Promise<string | null> {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [join(packageFolder, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: downloadLimitMs,
    });
    let complaint = '';
    installer.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
    installer.on('error', (error) => resolve(error.message));
    installer.on('close', (code, signal) => {
      if (code === 0) resolve(null);
      else if (signal) resolve(`the download took longer than ${downloadLimitMs / 1000} s`);
      else resolve(complaint.trim().split('\n')[0] ?? `the download ended with code ${code}`);
    });
  });
}
