import { existsSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What the built page is made of. */
const sources = ['renderer/**/*', 'electron/api/contract/**/*.ts', 'package-lock.json'];
const document = join(root, 'dist', 'renderer', 'index.html');

/**
 * Builds the page into `dist/renderer` unless what is there is newer than all of its sources.
 * @param announce is called once, and only where there is something to wait for.
 * @throws vite's error where a source is wrong; an earlier build is gone then.
 */
export async function ensureRenderer(announce: () => void): Promise<void> {
  if (await isNewerThan(document, sources)) return;
  announce();
  const { build } = await import('vite');
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
}

/** Whether a built file is there and no file that matches `patterns` (relative to the checkout) changed after it. */
export async function isNewerThan(built: string, patterns: readonly string[]): Promise<boolean> {
  if (!existsSync(built)) return false;
  const { mtimeMs } = await stat(built);
  for await (const file of glob(patterns, { cwd: root })) {
    if ((await stat(join(root, file))).mtimeMs > mtimeMs) return false;
  }
  return true;
}
