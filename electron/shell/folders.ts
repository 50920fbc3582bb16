import { join } from 'node:path';
import { app } from 'electron';
import { findDataFolder } from '../data-folder.ts';

/** Where the shell finds what it needs, packaged or in its checkout. All paths are absolute. */
export interface ShellFolders {
  readonly data: string;
  readonly resources: string;
  readonly renderer: string;
  readonly preload: string;
  readonly icon: string;
}

/**
 * Settles the folders before Electron is ready. Pictures and database lie where every door looks for them; Chromium's
 * own files (cache, storage) go into a folder of theirs inside.
 */
export function settleFolders(): ShellFolders {
  const data = findDataFolder(process);
  app.setPath('userData', data);
  app.setPath('sessionData', join(data, 'window'));
  const bundle = import.meta.dirname;
  const resources = app.isPackaged ? process.resourcesPath : join(bundle, '..', '..', 'resources');
  return {
    data,
    resources,
    renderer: join(bundle, '..', 'renderer'),
    preload: join(bundle, 'preload.cjs'),
    icon: join(resources, 'icons', 'icon.png'),
  };
}
