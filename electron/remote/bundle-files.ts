import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import {
  diffusersStems,
  transformersStems,
  weightCandidates,
} from '../../native-models/checkpoints/weight-files.ts';
import type { Blob, Bundle } from './parcel.ts';

/**
 * What the engine reads by name at a path, file or folder: of a folder its settings and the form of its weights that would
 * be read; of PEFT's LoRA also the settings beside it.
 *
 * @throws the system's error
 */
export async function bundleFiles(
  path: string,
  offer: (path: string) => Promise<Blob>,
): Promise<Bundle> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? chooseFiles(await readdir(path)) : [basename(path)];
  const folder = isFolder ? path : dirname(path);
  const config = 'adapter_config.json';
  const isAdapter = !isFolder && basename(path).startsWith('adapter_model.');
  if (isAdapter && existsSync(join(folder, config))) names.push(config);
  const files: Bundle['files'] = [];
  for (const name of names) {
    files.push({ ...(await offer(join(folder, name))), name: safeName(name) });
  }
  return { files, is: isFolder ? 'folder' : 'file' };
}

function chooseFiles(names: readonly string[]): string[] {
  const settings = names.filter((name) => name.endsWith('.json') && isSafe(name));
  const weights = names.filter(
    (name) => /\.(?:safetensors|bin|pth?|ckpt)$/i.test(name) && isSafe(name),
  );
  const chosen = [diffusersStems, transformersStems]
    .flatMap((stems) => weightCandidates(stems, undefined))
    .find((name) => weights.includes(name));
  return [...settings, ...(chosen === undefined ? weights : [chosen])];
}

const isSafe = (name: string): boolean => /^[A-Za-z0-9][\w.-]{0,120}$/.test(name);

/** A file's own name says nothing that the engine must know, but its ending may. */
function safeName(name: string): string {
  if (isSafe(name)) return name;
  const ending = extname(name);
  return /^\.\w{1,20}$/.test(ending) ? `file${ending}` : 'file';
}

/**
 * Lays the files of a bundle into a folder of their own below `bundles`, as links to where they are.
 *
 * @returns the path for the engine
 */
export async function layOut(
  { files, is }: Bundle,
  bundles: string,
  pathOf: (blob: Blob) => string,
): Promise<string> {
  const key = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  const folder = join(bundles, key);
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await linkInto(pathOf(file), join(folder, file.name));
  }
  return is === 'folder' ? folder : join(folder, files[0]?.name ?? '');
}

/** At no moment is the name without a file: another device of this worker may be reading it. */
async function linkInto(from: string, to: string): Promise<void> {
  const [wanted, there] = await Promise.all([stat(from), stat(to).catch(() => null)]);
  if (there?.ino === wanted.ino && there.dev === wanted.dev) return;
  const made = `${to}.${randomUUID()}`;
  await link(from, made);
  try {
    await rename(made, to);
  } finally {
    // Where another device was quicker, both names are one file, and renaming leaves them as they are.
    await rm(made, { force: true });
  }
}
