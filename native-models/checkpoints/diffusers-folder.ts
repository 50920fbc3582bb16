import { join } from 'node:path';
import { fileExists, resolveLinks } from './checkpoint-file.ts';
import type {
  ComponentName,
  DiffusersModel,
  ModelComponent,
  ModelWarning,
  NetworkName,
} from './diffusers-model.ts';
import { readJsonObject, readSmallText } from './json-file.ts';
import { incomplete, locateComponents } from './locate-components.ts';
import { readTokenizerFolder } from './locate-tokenizer.ts';
import {
  checkFit,
  type NetworkKind,
  type NetworkSource,
  readComponent,
  textEncoderKind,
  unetKind,
  vaeKind,
} from './model-component.ts';
import { parseModelIndex, parseNishikiOverlay } from './model-index.ts';
import { readPart } from './model-parts.ts';
import type { ModelOptions, ModelParts } from './model-options.ts';
import { predictionTypeOf, withPredictionType } from './prediction-type.ts';
import { readWeights } from './weight-files.ts';

/**
 * Reads a model in diffusers' folder layout, as Stable Diffusion 1.x and Japanese Stable Diffusion are published, where
 * it lies: configurations, the index of each weight file, names brought to the current generation, every tensor checked
 * against the configuration. Weights are neither read nor copied.
 * @param folder the folder that holds model_index.json.
 * @throws CheckpointError; `folder-incomplete` lists everything that is missing at once.
 */
export async function readDiffusersFolder(
  folder: string,
  { variant, predictionType, parts = {} }: Omit<ModelOptions, 'rewritten'> = {},
): Promise<DiffusersModel> {
  const root = await resolveLinks(folder);
  const indexFile = join(root, 'model_index.json');
  if (!(await fileExists(indexFile))) throw incomplete(root, ['model_index.json']);
  const { pipelineClass, tokenizerKind } = parseModelIndex(
    indexFile,
    await readJsonObject(indexFile),
  );
  const overlay = await readOverlay(root);
  const files = await locateComponents(root, tokenizerKind, overlay, {
    variant,
    without: replacedComponents(parts),
  });
  const warnings: ModelWarning[] = [];

  async function read<Config>(
    kind: NetworkKind<Config>,
    own: { readonly config: string; readonly weights: string },
    part: string | undefined,
  ): Promise<ModelComponent<Config>> {
    const source: NetworkSource =
      part === undefined
        ? {
            configFile: own.config,
            config: await readJsonObject(own.config),
            weightsFile: own.weights,
            tensors: await readWeights(own.weights),
          }
        : await readPart(kind.network, part, own.config, variant);
    const { component, warnings: found } = readComponent(kind, source);
    warnings.push(...found);
    return component;
  }

  const schedulerConfig = withPredictionType(
    await readJsonObject(files.schedulerConfig),
    predictionType,
  );
  predictionTypeOf(files.schedulerConfig, schedulerConfig);
  const model: DiffusersModel = {
    path: root,
    pipelineClass,
    textEncoder: await read(textEncoderKind, files.textEncoder, parts.textEncoder),
    unet: await read(unetKind, files.unet, parts.unet),
    vae: await read(vaeKind, files.vae, parts.vae),
    tokenizer:
      parts.tokenizer === undefined ? files.tokenizer : await readTokenizerFolder(parts.tokenizer),
    schedulerConfig,
    overlay,
    licence: overlay?.licence ?? (await readModelCardLicence(root)),
    warnings,
  };
  checkFit(root, model);
  return model;
}

function replacedComponents(parts: ModelParts): ComponentName[] {
  const given: readonly (readonly [NetworkName | 'tokenizer', string | undefined])[] = [
    ['text_encoder', parts.textEncoder],
    ['unet', parts.unet],
    ['vae', parts.vae],
    ['tokenizer', parts.tokenizer],
  ];
  return given.flatMap(([component, part]) => (part === undefined ? [] : [component]));
}

async function readOverlay(folder: string) {
  const file = join(folder, 'nishiki.json');
  return (await fileExists(file)) ? parseNishikiOverlay(file, await readJsonObject(file)) : null;
}

/** `license:` in the front matter of the model card, as the Hugging Face hub has it. */
async function readModelCardLicence(folder: string): Promise<string | null> {
  const file = join(folder, 'README.md');
  if (!(await fileExists(file))) return null;
  const frontMatter = /^---\r?\n(.*?)\r?\n---/s.exec(await readSmallText(file))?.[1] ?? '';
  return /^license:[ \t]*["']?([\w.+-]+)["']?[ \t]*$/m.exec(frontMatter)?.[1] ?? null;
}
