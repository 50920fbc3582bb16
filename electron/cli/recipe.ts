import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { ReadRecipe } from '../api/contract/inputs.ts';
import { findRecipe } from '../images/find-recipe.ts';
import { PictureFileError } from '../images/picture-file-error.ts';
import { PngError } from '../images/png-chunks.ts';
import { UsageError } from './failure.ts';
import { readNamedFile } from './named-file.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/**
 * `nishiki recipe`: how a PNG, JPEG, WebP or AVIF file was made, whichever program made it.
 * @throws UsageError where it is no such picture or says nothing
 */
export async function showRecipe(
  path: string,
  { json = false }: { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const file = await readNamedFile(path, terminal.language);
  const { found, own } = await readOrExplain(file, path, terminal);
  if (found === null) throw new UsageError(texts[terminal.language].recipe.none(path));
  if (json) terminal.out(JSON.stringify(own ?? found, null, 2));
  else for (const line of describeRecipe(found, own, terminal)) terminal.out(line);
}

async function readOrExplain(
  file: Uint8Array,
  path: string,
  { language }: Terminal,
): Promise<ReadRecipe> {
  try {
    return await findRecipe(file);
  } catch (error) {
    if (!(error instanceof PictureFileError) && !(error instanceof PngError)) throw error;
    throw new UsageError(`${texts[language].files.noPicture(path)}\n${error.message}`, {
      cause: error,
    });
  }
}

function describeRecipe(
  found: FoundRecipe,
  own: ReadRecipe['own'],
  { language }: Terminal,
): string[] {
  const { facts } = texts[language].recipe;
  const { width, height, model } = found;
  const values: Record<keyof typeof facts, string | number | null> = {
    program: [found.program, found.version ?? ''].join(' ').trim(),
    prompt: found.prompt,
    negativePrompt: found.negativePrompt,
    seed: found.seed,
    steps: found.steps,
    guidance: found.guidance,
    sampler: found.samplerName,
    variation:
      found.variation === undefined ? null : `${found.variation.seed} ${found.variation.strength}`,
    clipSkip: found.clipSkip === undefined || found.clipSkip === 0 ? null : found.clipSkip,
    noise: found.noiseSource ?? null,
    size: width === null || height === null ? null : `${width} × ${height}`,
    model: model === null ? null : [model.name, model.hash ?? ''].join(' ').trim(),
    loras: found.loras.map(({ name, scale }) => `${name}:${scale}`).join(', '),
    embeddings: (own?.embeddings ?? []).map(({ name, word }) => word ?? name).join(', '),
    vae: own?.vae ? [own.vae.name, own.vae.sha256].join(' ') : null,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`${facts[name as keyof typeof facts]}: ${value}`],
  );
}
