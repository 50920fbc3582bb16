import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { openCheckpointFile } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';
import { configInvalid, parseConfig, readJsonObject } from './json-file.ts';
import type { LoraNetwork } from './lora-names.ts';
import { looksLikeSafetensors } from './safetensors.ts';

/** How many times a module's up × down counts, as PEFT was configured. */
export type PeftScales = (network: LoraNetwork, module: string, rank: number) => number;

/**
 * Reads what PEFT knows of a LoRA beyond its tensors: `lora_alpha` with its exceptions. PEFT keeps it in
 * `adapter_config.json` beside `adapter_model.safetensors`; diffusers since 0.34 in the metadata of the safetensors
 * file. Where it is nowhere, alpha is the rank: every product counts once.
 *
 * @param file one that `readCheckpoint` has read.
 * @throws CheckpointError `config-invalid`.
 */
export async function readPeftScales(file: string): Promise<PeftScales> {
  const beside = join(dirname(file), 'adapter_config.json');
  const isAdapter = basename(file).startsWith('adapter_model.') && existsSync(beside);
  const metadata = isAdapter ? {} : await readAdapterMetadata(file);
  const configs = isAdapter
    ? await readJsonObject(beside).then((json) => ({ unet: json, textEncoder: json }))
    : { unet: below(metadata, 'unet.'), textEncoder: below(metadata, 'text_encoder.') };
  const scaleOf = {
    unet: scaling(parseConfig(file, peftSchema, configs.unet)),
    textEncoder: scaling(parseConfig(file, peftSchema, configs.textEncoder)),
  };
  return (network, module, rank) => scaleOf[network](module, rank);
}

const peftSchema = z.object({
  lora_alpha: z.number().nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  use_rslora: z.boolean().nullish(),
});

function scaling({ lora_alpha, alpha_pattern, use_rslora }: z.output<typeof peftSchema>) {
  const exceptions = Object.entries(alpha_pattern ?? {});
  return (module: string, rank: number): number => {
    const [, exception] =
      exceptions.find(([path]) => module === path || module.endsWith(`.${path}`)) ?? [];
    const alpha = exception ?? lora_alpha ?? rank;
    // Rank-stabilised LoRA, arXiv 2312.03732. Without any alpha nothing is known of how the file was trained.
    return use_rslora ? alpha / Math.sqrt(rank) : alpha / rank;
  };
}

/** `lora_adapter_metadata` of a safetensors file; `{}` for every other file. */
async function readAdapterMetadata(file: string): Promise<JsonObject> {
  await using opened = await openCheckpointFile(file);
  const start = await opened.read(0, Math.min(opened.size, 9));
  if (!looksLikeSafetensors(start, opened.size)) return {};
  const length = Number(start.readBigUInt64LE());
  const header = JSON.parse((await opened.read(8, length)).toString('utf8')) as JsonObject;
  const metadata = header['__metadata__'] as Readonly<Record<string, string>> | undefined;
  const text = metadata?.['lora_adapter_metadata'];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as JsonObject;
  } catch (cause) {
    throw configInvalid(file, ['lora_adapter_metadata: not valid JSON'], cause);
  }
  throw configInvalid(file, ['lora_adapter_metadata: not a JSON object']);
}

/** The fields whose names begin with `prefix`, without it. */
function below(fields: JsonObject, prefix: string): JsonObject {
  const entries = Object.entries(fields).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}
