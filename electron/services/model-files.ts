import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModelOptions } from '../../native-models/checkpoints/model-options.ts';
import {
  diffusersStems,
  transformersStems,
  weightCandidates,
  type WeightStems,
} from '../../native-models/checkpoints/weight-files.ts';

/** One of the files that a model is read from. */
export interface ModelFile {
  /**
   * Where it stands in a folder of this model alone, with slashes: `unet/config.json`, also where it lies in a sibling's
   * folder; `parts/vae/config.json` for a part that was given.
   */
  readonly name: string;
  /** Absolute, links as they are. */
  readonly path: string;
  readonly bytes: number;
  /** Time of its last change, milliseconds since 1970. */
  readonly changed: number;
}

const networks: Readonly<Record<string, WeightStems>> = {
  text_encoder: transformersStems,
  unet: diffusersStems,
  vae: diffusersStems,
  safety_checker: transformersStems,
};
const partFolders = { text_encoder: 'textEncoder', unet: 'unet', vae: 'vae' } as const;
const settings = /\.(?:json|txt|model)$/i;
const ownFiles = /^(?:model_index\.json|nishiki\.json|(?:licen[cs]e|readme)[^/]*)$/i;

/**
 * The files that `readModel` reads of a model, the words about it (licence, model card) and its safety checker: of several
 * forms of the same weights only the one that is read.
 *
 * @param path absolute path of the model's folder or single file, which can be read as a model
 * @throws the system's error
 */
export async function listModelFiles(
  path: string,
  { variant, parts = {} }: ModelOptions = {},
): Promise<ModelFile[]> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? await filesOfFolder(path, variant, parts) : await filesOfSingle(path);
  for (const [part, place] of Object.entries(parts)) {
    if (typeof place === 'string') files.push(...(await filesOfPart(part, place, variant)));
  }
  return files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

async function filesOfFolder(
  folder: string,
  variant: string | undefined,
  parts: NonNullable<ModelOptions['parts']>,
): Promise<ModelFile[]> {
  const elsewhere = await componentsElsewhere(folder);
  const files = await take(folder, '', (name) => ownFiles.test(name));
  for (const [component, stems] of Object.entries(networks)) {
    const place = resolve(folder, elsewhere[component] ?? component);
    const isReplaced =
      component in partFolders && parts[partFolders[component as keyof typeof partFolders]];
    files.push(...(await filesOfNetwork(place, component, isReplaced ? null : stems, variant)));
  }
  for (const component of ['tokenizer', 'scheduler']) {
    const place = resolve(folder, elsewhere[component] ?? component);
    files.push(...(await take(place, `${component}/`, (name) => settings.test(name))));
  }
  return files;
}

/** A configuration of the original code may lie beside it. */
async function filesOfSingle(path: string): Promise<ModelFile[]> {
  const yaml = `${basename(path, extname(path))}.yaml`;
  return await take(dirname(path), '', (name) => name === basename(path) || name === yaml);
}

async function filesOfPart(
  part: string,
  place: string,
  variant: string | undefined,
): Promise<ModelFile[]> {
  const prefix = `parts/${part}/`;
  if (!(await stat(place)).isDirectory()) {
    return await take(dirname(place), prefix, (name) => name === basename(place));
  }
  if (part === 'tokenizer') return await take(place, prefix, (name) => settings.test(name));
  if (part === 'config') {
    const folders = ['text_encoder', 'unet', 'vae', 'scheduler', 'tokenizer'];
    const found = folders.map((name) =>
      take(join(place, name), `${prefix}${name}/`, (file) => settings.test(file)),
    );
    return (await Promise.all(found)).flat();
  }
  const stems = part === 'textEncoder' ? transformersStems : diffusersStems;
  return await filesOfNetwork(place, prefix.slice(0, -1), stems, variant);
}

/** @param stems null where only its settings are read */
async function filesOfNetwork(
  folder: string,
  name: string,
  stems: WeightStems | null,
  variant: string | undefined,
): Promise<ModelFile[]> {
  const there = await list(folder);
  const chosen = stems && weightCandidates(stems, variant).find((one) => there.includes(one));
  const weights = chosen ? [chosen, ...(await shardsOf(join(folder, chosen)))] : [];
  return await take(folder, `${name}/`, (one) => one === 'config.json' || weights.includes(one));
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

async function shardsOf(file: string): Promise<string[]> {
  if (!file.endsWith('.json')) return [];
  const index = indexSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  return index.success ? [...new Set(Object.values(index.data.weight_map))] : [];
}

const overlaySchema = z.object({ components: z.record(z.string(), z.string()).optional() });

/** Parts that nishiki.json says are in a sibling model's folder; the engine has looked whether they may be there. */
async function componentsElsewhere(
  folder: string,
): Promise<Readonly<Record<string, string | undefined>>> {
  const text = await readFile(join(folder, 'nishiki.json'), 'utf8').catch(() => '{}');
  return overlaySchema.safeParse(JSON.parse(text)).data?.components ?? {};
}

async function take(
  folder: string,
  prefix: string,
  isWanted: (name: string) => boolean,
): Promise<ModelFile[]> {
  const files: ModelFile[] = [];
  for (const name of (await list(folder)).filter(isWanted)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) continue;
    files.push({ name: prefix + name, path, bytes: found.size, changed: found.mtimeMs });
  }
  return files;
}

async function list(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
