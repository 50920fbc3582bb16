import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import type { DiffusersModel, JsonObject, NetworkName } from './diffusers-model.ts';
import { readJsonObject } from './json-file.ts';
import { incomplete } from './locate-components.ts';
import { findTokenizer } from './locate-tokenizer.ts';
import {
  checkFit,
  type NetworkSource,
  readComponent,
  textEncoderKind,
  unetKind,
  vaeKind,
} from './model-component.ts';
import type { ModelOptions } from './model-options.ts';
import { partMissing, readPart, takeNetwork } from './model-parts.ts';
import { findNetwork } from './network-layouts.ts';
import { otherArchitecture, recognizeTensors } from './other-architectures.ts';
import {
  detectPredictionType,
  isZeroSnr,
  predictionTypeOf,
  schedulerOfStableDiffusion1,
  withPredictionType,
} from './prediction-type.ts';
import { readCheckpointContents } from './read-checkpoint.ts';
import type { CheckpointContents } from './tensor-entry.ts';

/**
 * Reads a model in one file, `.ckpt` or `.safetensors`, as the original code (CompVis, runwayml) and most fine-tunes of
 * Stable Diffusion 1.x have it, where it lies. Its configuration follows from the shapes of its tensors unless
 * `parts.config` gives one; parts that it lacks, or that are to be others, come from `parts`.
 *
 * - Averaged weights (`model_ema.…`) are left aside unless `ema` asks for them, as in diffusers.
 * - A text encoder for CLIP's vocabulary gets CLIP's tokenizer; any other needs `parts.tokenizer`.
 * - The UNet predicts what prediction-type.ts finds out, and is one for inpainting where it takes 9 channels.
 *
 * @throws CheckpointError `other-architecture`, `part-missing`, `config-needed`, `tokenizer-needed`,
 *   `state-dict-mismatch`, and all that opening a file can meet.
 */
export async function readSingleFile(
  path: string,
  options: Omit<ModelOptions, 'rewritten'> = {},
): Promise<DiffusersModel> {
  const { parts = {}, predictionType } = options;
  // As it was given: a link's own name says more than that of what it leads to, and a .yaml may lie beside it.
  const file = resolve(path);
  const contents = await readCheckpointContents(file);
  const other = recognizeTensors(contents.tensors);
  if (other !== null) throw otherArchitecture(file, other);
  const configFolder = parts.config === undefined ? null : await openConfigFolder(parts.config);

  const sources = await readSources(file, contents, configFolder, options);
  const textEncoder = readComponent(textEncoderKind, sources.text_encoder);
  const unet = readComponent(unetKind, sources.unet);
  const vae = readComponent(vaeKind, sources.vae);
  const tokenizer = await findTokenizer(
    file,
    { given: parts.tokenizer, beside: configFolder && join(configFolder, 'tokenizer') },
    textEncoder.component.config.vocabSize,
  );
  const schedulerConfig = withPredictionType(
    await readScheduler(file, contents, configFolder),
    predictionType,
  );
  predictionTypeOf(file, schedulerConfig);
  const model: DiffusersModel = {
    path: file,
    pipelineClass:
      tokenizer.kind === 'sentencepiece'
        ? 'JapaneseStableDiffusionPipeline'
        : 'StableDiffusionPipeline',
    textEncoder: textEncoder.component,
    unet: unet.component,
    vae: vae.component,
    tokenizer,
    schedulerConfig,
    overlay: null,
    licence: contents.metadata.get('modelspec.license') ?? null,
    warnings: [textEncoder, unet, vae].flatMap(({ warnings }) => warnings),
  };
  checkFit(file, model);
  return model;
}

async function openConfigFolder(path: string): Promise<string> {
  const folder = await resolveLinks(path);
  const isFolder = (await stat(folder)).isDirectory();
  if (isFolder && (await fileExists(join(folder, 'unet', 'config.json')))) return folder;
  throw incomplete(folder, ['unet/config.json', 'vae/config.json', 'text_encoder/config.json']);
}

/** Each network from the part given for it, else from the file itself. */
async function readSources(
  file: string,
  { tensors }: CheckpointContents,
  configFolder: string | null,
  { parts = {}, ema = false, variant }: Omit<ModelOptions, 'rewritten'>,
): Promise<Record<NetworkName, NetworkSource>> {
  const given = { text_encoder: parts.textEncoder, unet: parts.unet, vae: parts.vae };
  const missing = networkNames.filter(
    (network) => given[network] === undefined && !findNetwork(file, tensors, network),
  );
  if (missing.length > 0) throw partMissing(file, missing);
  const read = async (network: NetworkName): Promise<NetworkSource> => {
    const config = configFolder && join(configFolder, network, 'config.json');
    const part = given[network];
    return part === undefined
      ? await takeNetwork(file, tensors, network, { config, ema })
      : await readPart(network, part, config, variant);
  };
  return {
    text_encoder: await read('text_encoder'),
    unet: await read('unet'),
    vae: await read('vae'),
  };
}

const networkNames = ['text_encoder', 'unet', 'vae'] as const satisfies readonly NetworkName[];

async function readScheduler(
  file: string,
  contents: CheckpointContents,
  configFolder: string | null,
): Promise<JsonObject> {
  const given = configFolder && join(configFolder, 'scheduler', 'scheduler_config.json');
  if (given !== null && (await fileExists(given))) return await readJsonObject(given);
  return schedulerOfStableDiffusion1(
    await detectPredictionType(file, contents),
    isZeroSnr(contents),
  );
}
