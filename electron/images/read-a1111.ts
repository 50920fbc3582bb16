import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { NoiseSource } from '../api/contract/noise.ts';
import { enlarge } from '../api/contract/recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { type RawRecipe, toFoundRecipe, withSpacing } from './recipe-values.ts';
import { samplerOf } from './sampler-names.ts';
import { isWebui, spacingOfWebui } from './webui-habits.ts';

/**
 * stable-diffusion-webui and all that write as it does (Forge, SD.Next, Civitai): prompt, `Negative prompt:`, one line of
 * settings. In PNG it is the text `parameters`, elsewhere Exif's UserComment.
 */
export function readA1111(texts: PictureTexts): FoundRecipe | null {
  for (const name of ['parameters', 'exif:userComment', 'comment', 'exif:imageDescription']) {
    const text = texts.get(name);
    const found = text === undefined ? null : parseA1111(text);
    if (found !== null) return found;
  }
  return null;
}

const negativeMark = 'Negative prompt:';
/**
 * As webui's own reader splits the line: a value may be a JSON string with commas in it. Names have a limit, so that a line
 * without end takes no time without end.
 */
const setting = /(\w[\w \-/]{1,63}): *("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g;
/** The weight may be left out, and one for the text encoder of its own may follow. */
const loraMark = /<lora:([^:>]+)(?::([-+\d.]+))?(?::[^>]*)?>/g;

/** Null where there is no line of settings: then the text is something else. */
function parseA1111(text: string): FoundRecipe | null {
  const lines = text.trim().split(/\r?\n/);
  const at = lines.findLastIndex((line) => /^\s*Steps: \d/.test(line));
  if (at < 0) return null;
  const settings = parseSettings(lines.slice(at).join('\n'));
  const words = lines.slice(0, at);
  const negativeAt = words.findIndex((line) => line.trimStart().startsWith(negativeMark));
  const prompt = (negativeAt < 0 ? words : words.slice(0, negativeAt)).join('\n').trim();
  const negative = negativeAt < 0 ? '' : words.slice(negativeAt).join('\n').trim();
  const version = settings.get('Version') ?? null;
  return toFoundRecipe({
    program: version?.startsWith('Fooocus') ? 'fooocus' : 'a1111',
    version,
    prompt,
    negativePrompt: negative.slice(negativeMark.length).trim(),
    seed: settings.get('Seed'),
    steps: settings.get('Steps'),
    guidance: settings.get('CFG scale'),
    ...readSampler(settings),
    ...readNoise(settings),
    ...readSize(settings),
    modelName: settings.get('Model') ?? settings.get('Base Model'),
    modelHash: settings.get('Model hash') ?? settings.get('Base Model Hash'),
    loras: [
      ...[...prompt.matchAll(loraMark)].map(([, name, scale]) => ({ name, scale })),
      ...weighedLoras(settings.get('Lora weights') ?? ''),
    ],
  });
}

function readSampler(
  settings: ReadonlyMap<string, string>,
): Pick<RawRecipe, 'samplerName' | 'sampler'> {
  const scheduleType = settings.get('Schedule type');
  const samplerName = withSpacing(settings.get('Sampler'), scheduleType);
  if (samplerName === null || !isWebui(settings.get('Version'))) return { samplerName };
  return { samplerName, sampler: samplerOf(samplerName, spacingOfWebui(scheduleType)) };
}

/** Numbers of an NVIDIA card unless something else is said, and the last layer of the text encoder: webui as it comes. */
function readNoise(
  settings: ReadonlyMap<string, string>,
): Pick<RawRecipe, 'noiseSource' | 'clipSkip' | 'variation'> {
  const ownLine = isWebui(settings.get('Version'));
  const source = settings.get('RNG') ?? (ownLine ? 'NV' : '');
  const layers = settings.get('Clip skip') ?? (ownLine ? '1' : '');
  return {
    noiseSource: noiseSources[source],
    clipSkip: layers === '' ? null : Number(layers) - 1,
    variation: {
      seed: settings.get('Variation seed'),
      strength: settings.get('Variation seed strength'),
    },
  };
}

const noiseSources: Readonly<Record<string, NoiseSource>> = { NV: 'gpu', CPU: 'cpu' };

/** The picture's size, and that of the first pass where there were two: `Size` is the first one's then. */
function readSize(
  settings: ReadonlyMap<string, string>,
): Pick<RawRecipe, 'width' | 'height' | 'hiresFix'> {
  const [, width, height] = sides.exec(settings.get('Size') ?? '') ?? [];
  const strength = Number(settings.get('Denoising strength'));
  const first = { width: Number(width), height: Number(height), strength };
  const scale = Number(settings.get('Hires upscale'));
  const [, wide, high] = sides.exec(settings.get('Hires resize') ?? '') ?? [];
  const second =
    wide !== undefined && high !== undefined
      ? { width: Number(wide), height: Number(high) }
      : scale > 1
        ? enlarge(first, scale)
        : null;
  if (second === null) return { width, height };
  const steps = Number(settings.get('Hires steps'));
  const sampler = samplerOf(settings.get('Hires sampler') ?? '');
  return {
    ...second,
    hiresFix: { ...first, ...(steps > 0 && { steps }), ...(sampler !== null && { sampler }) },
  };
}

const sides = /^(\d+)x(\d+)$/;

/** Fooocus names LoRAs among the settings and not in the prompt: `ink: 0.3, lines: -1`. */
function weighedLoras(list: string): { name: string; scale: string }[] {
  return list.split(', ').flatMap((part) => {
    const [, name, scale] = /^(.+): ([-+\d.]+)$/.exec(part) ?? [];
    return name === undefined || scale === undefined ? [] : [{ name, scale }];
  });
}

function parseSettings(line: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [, name = '', value = ''] of line.matchAll(setting)) {
    if (!settings.has(name)) settings.set(name, unquote(value.trim()));
  }
  return settings;
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
