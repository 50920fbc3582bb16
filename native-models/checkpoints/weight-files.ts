import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import { configInvalid, parseConfig, readJsonObject } from './json-file.ts';
import { readCheckpointContents } from './read-checkpoint.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/** What weight files are called before their variant and ending. */
export interface WeightStems {
  readonly safetensors: string;
  readonly torch: string;
}

/** What diffusers' `save_pretrained` writes. */
export const diffusersStems: WeightStems = {
  safetensors: 'diffusion_pytorch_model',
  torch: 'diffusion_pytorch_model',
};
/** What transformers' `save_pretrained` writes. */
export const transformersStems: WeightStems = { safetensors: 'model', torch: 'pytorch_model' };

/**
 * Variants in the order in which they are looked for where none is asked for. Plain names first, as in diffusers; then
 * the half-precision ones that many repositories have instead; then Stable Diffusion v1-5's averaged and unaveraged ones.
 */
const variants = [null, 'fp16', 'bf16', 'fp32', 'ema', 'non_ema'];

/**
 * Finds the weights of one network: for each variant in order safetensors before PyTorch, one file before shards.
 * @param variant the one to look for first, e.g. `fp16`.
 * @returns path of the weight file or of the index of the shards; null where there is none.
 */
export async function findWeights(
  folder: string,
  stems: WeightStems,
  variant?: string | undefined,
): Promise<string | null> {
  const names = weightCandidates(stems, variant);
  const there = await Promise.all(names.map((name) => fileExists(join(folder, name))));
  const found = names.find((_, index) => there[index]);
  return found === undefined ? null : join(folder, found);
}

/** Names of weight files, or of indexes of their shards, in the order in which `findWeights` looks for them. */
export function weightCandidates(stems: WeightStems, variant?: string | undefined): string[] {
  const order = variant === undefined ? variants : [variant, ...variants];
  return order.flatMap((one) => weightNames(stems, one));
}

/** Whether a path that `findWeights` returned is of this variant. */
export function isOfVariant(file: string, variant: string): boolean {
  return file.split(/[\\/]/).at(-1)?.split('.').includes(variant) ?? false;
}

/** Names of whole files and of indexes of shards; diffusers has put the variant in two places of the latter. */
function weightNames(stems: WeightStems, variant: string | null): string[] {
  return [`${stems.safetensors}.safetensors`, `${stems.torch}.bin`].flatMap((plain) => {
    if (variant === null) return [plain, `${plain}.index.json`];
    const named = plain.replace(/(\.\w+)$/, `.${variant}$1`);
    return [named, `${named}.index.json`, `${plain}.index.${variant}.json`];
  });
}

/**
 * The tensors of a weight file, or of all shards that an index names.
 * @param file what `findWeights` returned.
 * @returns tensors that may have strides.
 * @throws CheckpointError; `folder-incomplete` where shards are missing, `state-dict-mismatch` where one lacks a tensor.
 */
export async function readWeights(file: string): Promise<TensorIndex> {
  if (file.endsWith('.json')) return await readShards(file);
  return (await readCheckpointContents(await resolveLinks(file))).tensors;
}

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string().min(1).max(255)) });

async function readShards(indexFile: string): Promise<TensorIndex> {
  const json = await readJsonObject(indexFile);
  const shardOf = Object.entries(parseConfig(indexFile, indexSchema, json).weight_map);
  const names = [...new Set(shardOf.map(([, shard]) => shard))];
  const outside = names.filter((name) => /[\\/:]|^\.\.?$/.test(name));
  if (outside.length > 0) {
    throw configInvalid(
      indexFile,
      outside.map((name) => `weight_map: ${name} is no file beside it`),
    );
  }
  const folder = dirname(indexFile);
  const there = await Promise.all(names.map((name) => fileExists(join(folder, name))));
  const missing = names.filter((_, index) => !there[index]);
  if (missing.length > 0) {
    throw new CheckpointError(
      'folder-incomplete',
      folder,
      `lacks ${missing.length} of the ${names.length} files that the weights are divided into. Download the whole folder.`,
      { missing },
    );
  }
  const shards = new Map<string, TensorIndex>();
  for (const name of names) {
    const path = await resolveLinks(join(folder, name));
    shards.set(name, (await readCheckpointContents(path)).tensors);
  }
  const found = new Map<string, TensorEntry>();
  const absent: string[] = [];
  for (const [tensor, shard] of shardOf) {
    const entry = shards.get(shard)?.get(tensor);
    if (entry) found.set(tensor, entry);
    else absent.push(tensor);
  }
  if (absent.length > 0) {
    throw new CheckpointError(
      'state-dict-mismatch',
      indexFile,
      `names ${absent.length} tensors that are not in the files it says. They belong to different downloads; download the whole folder again.`,
      { missing: absent, wrongShape: [], wrongDtype: [] },
    );
  }
  return found;
}
