import {
  diffusersStems,
  transformersStems,
  weightCandidates,
  type WeightStems,
} from '../../native-models/checkpoints/weight-files.ts';
import { HubError } from './hub-error.ts';
import type { HubFile } from './list-repository.ts';

/** `model`: a diffusers folder. `scorer`: a CLIP or CLOOB, whose files lie at the top. */
export type RepositoryKind = 'model' | 'scorer';

const networks: Readonly<Record<string, WeightStems>> = {
  text_encoder: transformersStems,
  unet: diffusersStems,
  vae: diffusersStems,
};
/** Of a diffusers folder what is read here; pictures and examples are not, and the safety checker's gigabyte only if asked. */
const smallFiles =
  /^(?:model_index\.json|nishiki\.json|(?:text_encoder|unet|vae|scheduler|tokenizer)\/[^/]+\.(?:json|txt|model))$/;
const scorerFiles = /^[^/]+\.(?:json|txt|model)$/;
const licences = /^(?:licen[cs]e|readme)[^/]*$/i;

/**
 * The files of a repository that a model needs: its settings, tokenizer and licence, and of each network's weights the one
 * form that would be read.
 *
 * @param variant weights to prefer, e.g. `fp16`
 * @param safetyChecker whether the safety checker is wanted too, where there is one
 * @throws HubError `not-a-model`
 */
export function selectFiles(
  files: readonly HubFile[],
  variant: string | undefined,
  safetyChecker = false,
): { kind: RepositoryKind; files: HubFile[] } {
  const isThere = (path: string) => files.some((file) => file.path === path);
  if (isThere('model_index.json')) {
    const weights = Object.entries(networks).flatMap(([folder, stems]) =>
      weightsIn(files, `${folder}/`, stems, variant),
    );
    const checker = 'safety_checker/config.json';
    if (!safetyChecker || !isThere(checker)) {
      return { kind: 'model', files: withSmallFiles(files, smallFiles, weights) };
    }
    const more = weightsIn(files, 'safety_checker/', transformersStems, variant);
    const wanted = [...weights, ...more, ...files.filter(({ path }) => path === checker)];
    return { kind: 'model', files: withSmallFiles(files, smallFiles, wanted) };
  }
  if (isThere('config.json')) {
    const weights = weightsIn(files, '', transformersStems, variant);
    return { kind: 'scorer', files: withSmallFiles(files, scorerFiles, weights) };
  }
  throw new HubError(
    'not-a-model',
    'The repository has neither a model_index.json (a diffusers folder) nor a config.json (a scorer).',
  );
}

function withSmallFiles(
  files: readonly HubFile[],
  pattern: RegExp,
  weights: readonly HubFile[],
): HubFile[] {
  const isIndex = (path: string) => /\.index(?:\.\w+)?\.json$/.test(path);
  const small = files.filter(
    ({ path }) => licences.test(path) || (pattern.test(path) && !isIndex(path)),
  );
  return [...new Set([...small, ...weights])];
}

function weightsIn(
  files: readonly HubFile[],
  folder: string,
  stems: WeightStems,
  variant: string | undefined,
): HubFile[] {
  const candidates = weightCandidates(stems, variant).map((name) => folder + name);
  const chosen = candidates
    .values()
    .map((path) => files.find((file) => file.path === path))
    .find((file) => file !== undefined);
  if (chosen === undefined) {
    throw new HubError(
      'not-a-model',
      `The repository has no weights in ${folder === '' ? 'its top folder' : folder} that are read here.`,
    );
  }
  return chosen.path.endsWith('.json') ? [chosen, ...shardsOf(chosen.path, files)] : [chosen];
}

/** The index names its shards inside; their own names say as much. */
function shardsOf(index: string, files: readonly HubFile[]): HubFile[] {
  const ending = /\.(safetensors|bin)[.\w]*\.json$/.exec(index)?.[1] ?? '';
  const [stem = ''] = index.split('.');
  const variant = /\.(\w+)\.(?:safetensors|bin)\.index\.json$|\.index\.(\w+)\.json$/.exec(index);
  const named = variant?.[1] ?? variant?.[2];
  return files.filter(({ path }) => {
    const rest = path.startsWith(stem) ? path.slice(stem.length) : '';
    const parts = /^(?:\.(\w+))?-\d{5}-of-\d{5}(?:\.(\w+))?\.(safetensors|bin)$/.exec(rest);
    return parts?.[3] === ending && (parts[1] ?? parts[2]) === named;
  });
}
