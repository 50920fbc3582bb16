import { join } from 'node:path';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import { resolveLinks } from './checkpoint-file.ts';
import type {
  ComponentName,
  DiffusersModel,
  JsonObject,
  ModelComponent,
  ModelWarning,
} from './diffusers-model.ts';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
  type ExpectedTensors,
} from './expected-tensors.ts';
import { readJsonObject, readSmallText } from './json-file.ts';
import {
  fileExists,
  incomplete,
  locateComponents,
  type WeightedFiles,
} from './locate-components.ts';
import type { TextEncoderConfig, UnetConfig, VaeConfig } from './model-config.ts';
import { parseModelIndex, parseNishikiOverlay } from './model-index.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readTextEncoderConfig, readUnetConfig, readVaeConfig } from './read-model-config.ts';
import { selectTensors } from './select-tensors.ts';
import { renameTextEncoderTensors, renameVaeTensors } from './state-dict-names.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * Reads a model in diffusers' folder layout, as Stable Diffusion 1.x and Japanese Stable Diffusion are published, where
 * it lies: configurations, the index of each weight file, names brought to the current generation, every tensor checked
 * against the configuration. Weights are neither read nor copied.
 * @param folder the folder that holds model_index.json.
 * @throws CheckpointError; `folder-incomplete` lists everything that is missing at once.
 */
export async function readDiffusersFolder(folder: string): Promise<DiffusersModel> {
  const root = await resolveLinks(folder);
  const indexFile = join(root, 'model_index.json');
  if (!(await fileExists(indexFile))) throw incomplete(root, ['model_index.json']);
  const { pipelineClass, tokenizerKind } = parseModelIndex(
    indexFile,
    await readJsonObject(indexFile),
  );
  const overlay = await readOverlay(root);
  const files = await locateComponents(root, tokenizerKind, overlay);
  const warnings: ModelWarning[] = [];
  const read = componentReader(warnings);
  const model: DiffusersModel = {
    folder: root,
    pipelineClass,
    textEncoder: await read('text_encoder', files.textEncoder, textEncoderKind),
    unet: await read('unet', files.unet, unetKind),
    vae: await read('vae', files.vae, vaeKind),
    tokenizer: files.tokenizer,
    schedulerConfig: await readJsonObject(files.schedulerConfig),
    overlay,
    licence: overlay?.licence ?? (await readModelCardLicence(root)),
    warnings,
  };
  checkFit(model);
  return model;
}

/** How one kind of network is read: its configuration, its names, its tensors. */
interface ComponentKind<Config> {
  readonly readConfig: (file: string, json: JsonObject) => Config;
  readonly rename: (file: string, tensors: TensorIndex) => TensorIndex;
  readonly expectTensors: (config: Config) => ExpectedTensors;
}

const textEncoderKind: ComponentKind<TextEncoderConfig> = {
  readConfig: readTextEncoderConfig,
  rename: renameTextEncoderTensors,
  expectTensors: expectedTextEncoderTensors,
};
const unetKind: ComponentKind<UnetConfig> = {
  readConfig: readUnetConfig,
  // The UNet's names have never changed.
  rename: (_file, tensors) => tensors,
  expectTensors: expectedUnetTensors,
};
const vaeKind: ComponentKind<VaeConfig> = {
  readConfig: readVaeConfig,
  rename: renameVaeTensors,
  expectTensors: expectedVaeTensors,
};

function componentReader(warnings: ModelWarning[]) {
  return async function read<Config>(
    component: ComponentName,
    files: WeightedFiles,
    kind: ComponentKind<Config>,
  ): Promise<ModelComponent<Config>> {
    const config = kind.readConfig(files.config, await readJsonObject(files.config));
    const weightsFile = await resolveLinks(files.weights);
    const named = kind.rename(weightsFile, await readCheckpoint(weightsFile));
    const { tensors, extra } = selectTensors(weightsFile, named, kind.expectTensors(config));
    requireUsableTypes(weightsFile, tensors);
    if (extra.length > 0) {
      warnings.push({ code: 'extra-tensors', component, file: weightsFile, names: extra });
    }
    return { config, weightsFile, tensors };
  };
}

/** Graphs refer to weights in place and read them as float32 or float16; other float types would have to be rewritten. */
function requireUsableTypes(file: string, tensors: TensorIndex): void {
  const other = [...tensors.values()].filter(({ dtype }) => dtype !== 'F32' && dtype !== 'F16');
  if (other.length === 0) return;
  const types = [...new Set(other.map(({ dtype }) => dtype))].join(' and ');
  const names = other.map(({ name }) => name);
  throw new CheckpointError(
    'needs-rewrite',
    file,
    `holds ${names.length} tensors as ${types}, which cannot be used in place: ${listNames(names)}. Save the model again as float32 or float16 (save_pretrained after .half() does).`,
    { tensors: names },
  );
}

/** Networks that are each valid but do not belong together. */
function checkFit({ folder, textEncoder, unet, vae }: DiffusersModel): void {
  const problems: string[] = [];
  const compare = (what: string, one: number, other: number): void => {
    if (one !== other) problems.push(`${what}: ${one} and ${other}`);
  };
  compare(
    'hidden size of the text encoder and cross-attention size of the UNet',
    textEncoder.config.hiddenSize,
    unet.config.crossAttentionDim,
  );
  compare(
    'channels into the UNet and latent channels of the VAE',
    unet.config.inChannels,
    vae.config.latentChannels,
  );
  compare(
    'channels out of the UNet and latent channels of the VAE',
    unet.config.outChannels,
    vae.config.latentChannels,
  );
  compare('text positions and prompt length', textEncoder.config.maxPositionEmbeddings, 77);
  if (problems.length > 0) {
    throw new CheckpointError(
      'unsupported-architecture',
      folder,
      `holds parts that do not fit together as a text-to-image model (${listNames(problems)}). Choose another model.`,
      { problems },
    );
  }
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
