import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import { fileExists } from './checkpoint-file.ts';
import type {
  ComponentName,
  NetworkName,
  NishikiOverlay,
  TokenizerFiles,
} from './diffusers-model.ts';
import { configInvalid } from './json-file.ts';
import { locateTokenizer } from './locate-tokenizer.ts';
import {
  diffusersStems,
  findWeights,
  isOfVariant,
  transformersStems,
  type WeightStems,
} from './weight-files.ts';

/** Paths of all files that a model is read from; every one of them exists, but for those of parts left out. */
export interface ComponentFiles {
  readonly textEncoder: WeightedFiles;
  readonly unet: WeightedFiles;
  readonly vae: WeightedFiles;
  readonly tokenizer: TokenizerFiles;
  readonly schedulerConfig: string;
}

interface WeightedFiles {
  readonly config: string;
  /** The weight file, or the index of its shards. */
  readonly weights: string;
}

/**
 * Finds the files of each component.
 * @param options.variant which weights to look for first: see `findWeights`.
 * @param options.without components that come from elsewhere; their files may be missing.
 * @throws CheckpointError `folder-incomplete` that lists every file that is missing; `config-invalid` where nishiki.json
 *   leads out of the folder that the model lies in.
 */
export async function locateComponents(
  folder: string,
  tokenizerKind: 'clip' | 'sentencepiece',
  overlay: NishikiOverlay | null,
  { variant, without = [] }: { variant?: string | undefined; without?: readonly ComponentName[] },
): Promise<ComponentFiles> {
  const missing: string[] = [];
  const note = (component: ComponentName, place: string, name: string, others = ''): void => {
    const wanted = join(relative(folder, place), name).replaceAll(sep, '/');
    if (!without.includes(component)) missing.push(wanted + others);
  };
  const find = async (component: ComponentName, name: string): Promise<string> => {
    const place = await locateComponent(folder, component, overlay);
    if (!(await fileExists(join(place, name)))) note(component, place, name);
    // Where it is missing the path is never used: a model that lacks anything ends in one error below.
    return join(place, name);
  };
  const weighted = async (component: NetworkName): Promise<WeightedFiles> => {
    const stems = stemsOf(component);
    const place = await locateComponent(folder, component, overlay);
    const weights = await findWeights(place, stems, variant);
    const config = await find(component, 'config.json');
    if (weights === null) {
      note(component, place, `${stems.safetensors}.safetensors`, ` (or ${stems.torch}.bin)`);
    }
    return { config, weights: weights ?? '' };
  };
  const files: ComponentFiles = {
    textEncoder: await weighted('text_encoder'),
    unet: await weighted('unet'),
    vae: await weighted('vae'),
    tokenizer: await locateTokenizer(
      tokenizerKind,
      await locateComponent(folder, 'tokenizer', overlay),
      (name) => find('tokenizer', name),
    ),
    schedulerConfig: await find('scheduler', 'scheduler_config.json'),
  };
  if (missing.length > 0) throw incomplete(folder, missing);
  requireVariant(folder, [files.textEncoder, files.unet, files.vae], variant);
  return files;
}

/** A variant that no network has was meant for another folder, or is misspelt. */
function requireVariant(
  folder: string,
  networks: readonly WeightedFiles[],
  variant: string | undefined,
): void {
  if (variant === undefined || networks.some(({ weights }) => isOfVariant(weights, variant)))
    return;
  throw new CheckpointError(
    'folder-incomplete',
    folder,
    `holds no weights of the variant ${quoteName(variant)}. Leave the variant out, or choose one that is there.`,
    { missing: [`unet/${diffusersStems.safetensors}.${variant}.safetensors`] },
  );
}

/** What weight files of a network's own folder are called. */
export function stemsOf(network: NetworkName): WeightStems {
  return network === 'text_encoder' ? transformersStems : diffusersStems;
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
