import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { AdditionKind } from '../api/contract/addition-kinds.ts';
import type { Addition } from '../api/contract/additions.ts';
import { type Arm, type Embedding, type Lora, ownVae } from '../api/contract/arm.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { HashAddedFiles } from './added-hashes.ts';
import { nameOfKind } from './addition-errors.ts';
import { StudioError } from './studio-error.ts';

/** A file that is added to a model, with what a recipe says of it: its path is nobody's business. */
interface KnownFile {
  readonly file: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** Of its bytes, hexadecimal; of a folder, of its weight files in the order of their names. */
  readonly sha256: string;
}

/** All that is added to an arm's model. */
export interface KnownAdditions {
  readonly loras: readonly (KnownFile & Lora)[];
  readonly embeddings: readonly (KnownFile & Embedding)[];
  readonly vae: KnownFile | null;
}

type Additions = Pick<Arm, 'loras' | 'embeddings' | 'vae'>;

/**
 * @param library where a VAE may have a name: its file's is mostly the one that every folder of diffusers has
 * @throws StudioError MODEL_UNREADABLE for the first file that cannot be read.
 */
export async function identifyAdditions(
  { loras = [], embeddings = [], vae }: Additions,
  hashOf: HashAddedFiles,
  library: readonly Pick<Addition, 'path' | 'name'>[] = [],
): Promise<KnownAdditions> {
  const known: { loras: (KnownFile & Lora)[]; embeddings: (KnownFile & Embedding)[] } = {
    loras: [],
    embeddings: [],
  };
  for (const lora of loras) {
    known.loras.push({ ...lora, ...(await identify(lora.file, 'lora', hashOf)) });
  }
  for (const embedding of embeddings) {
    known.embeddings.push({
      ...embedding,
      ...(await identify(embedding.file, 'embedding', hashOf)),
    });
  }
  if (vae === undefined || vae === ownVae) return { ...known, vae: null };
  const found = await identify(vae, 'vae', hashOf);
  const name = library.find(({ path }) => path === vae)?.name ?? found.name;
  return { ...known, vae: { ...found, name } };
}

/** What a recipe says of the additions; nothing where there are none. */
export function describeAdditions({
  loras,
  embeddings,
  vae,
}: KnownAdditions): Pick<Recipe, 'loras' | 'embeddings' | 'vae'> {
  return {
    ...(loras.length > 0 && {
      loras: loras.map(({ name, sha256, scale }) => ({ name, sha256, scale })),
    }),
    ...(embeddings.length > 0 && {
      embeddings: embeddings.map(({ name, sha256, word }) => ({
        name,
        sha256,
        ...(word !== undefined && { word }),
      })),
    }),
    ...(vae && { vae: { name: vae.name, sha256: vae.sha256 } }),
  };
}

/** What a worker knows a loaded model by: whatever is added makes it another one. */
export function fingerprintWith(model: string, { loras, embeddings, vae }: KnownAdditions): string {
  return [
    model,
    ...loras.map(({ sha256, scale }) => `${sha256}:${scale}`),
    ...embeddings.map(({ sha256, word, name }) => `${sha256}:${word ?? name}`),
    ...(vae ? [`vae:${vae.sha256}`] : []),
  ].join('+');
}

async function identify(
  path: string,
  kind: AdditionKind,
  hashOf: HashAddedFiles,
): Promise<KnownFile> {
  try {
    const sha256 = await hashOf(await weightFilesOf(path), path);
    return { file: path, name: basename(path, extname(path)), sha256 };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new StudioError(
      'MODEL_UNREADABLE',
      { path, reason: 'unreadable', detail, added: kind },
      `The ${nameOfKind[kind]} ${path} cannot be read: ${detail} Nothing was printed. Choose the file again.`,
      { cause },
    );
  }
}

const weightEndings = new Set(['.safetensors', '.bin', '.pth', '.pt', '.ckpt']);

/** The files that what is added is read from: itself, or the weight files of a folder in the order of their names. */
export async function weightFilesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => weightEndings.has(extname(name)));
  return names.toSorted().map((name) => join(path, name));
}
