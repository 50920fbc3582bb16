import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Name of the studio's folder; the desktop window, the browser door and the command line share it. */
const folderName = 'Nishiki';

/** What decides where pictures and the database are kept. `process` fits. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Absolute path of the folder that holds pictures, database and settings. It is the folder that Electron would choose
 * as `userData`, so that a picture made in one door is found in every other: `%APPDATA%\Nishiki` on Windows,
 * `~/Library/Application Support/Nishiki` on macOS, `$XDG_CONFIG_HOME/Nishiki` (or `~/.config/Nishiki`) elsewhere.
 * `NISHIKI_DATA` replaces it. Nothing is created here.
 */
export function findDataFolder({ platform, env }: Surroundings, home: string = homedir()): string {
  if (env['NISHIKI_DATA']) return resolve(env['NISHIKI_DATA']);
  if (platform === 'win32') {
    return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), folderName);
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', folderName);
  const configured = env['XDG_CONFIG_HOME'];
  // The XDG specification asks to ignore relative values.
  const base = configured && isAbsolute(configured) ? configured : join(home, '.config');
  return join(base, folderName);
}

/** Folder with what comes with the studio (demo models, icons), when it runs from its own checkout. */
export const checkoutResources: string = join(import.meta.dirname, '..', 'resources');

/** Folder of the built page, when the studio runs from its own checkout. */
export const checkoutRenderer: string = join(import.meta.dirname, '..', 'dist', 'renderer');
