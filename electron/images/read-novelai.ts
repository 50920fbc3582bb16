import type { FoundRecipe } from '../api/contract/found-recipe.ts';
import type { PictureTexts } from './picture-texts.ts';
import { isObject, parseObject, type JsonObject } from './parse-json.ts';
import { toFoundRecipe, toText, withSpacing } from './recipe-values.ts';

/**
 * NovelAI: texts `Software`, `Description` (the prompt), `Source` (the model) and `Comment`, JSON with the settings. Its
 * WebP files, and those of converters, have the same texts as one JSON object in Exif's UserComment.
 */
export function readNovelAi(texts: PictureTexts): FoundRecipe | null {
  const outer = parseObject(texts.get('exif:userComment'));
  const of = (name: string) => texts.get(name) ?? toText(outer?.[name]);
  const comment = outer?.['Comment'];
  const settings =
    parseObject(texts.get('Comment')) ??
    (isObject(comment) ? comment : parseObject(toText(comment) ?? undefined));
  const software = of('Software') ?? texts.get('exif:software');
  if (settings === null || !software?.startsWith('NovelAI')) return null;
  return toFoundRecipe({
    program: 'novelai',
    version: of('Source'),
    prompt: captionOf(settings['v4_prompt']) ?? toText(settings['prompt']) ?? of('Description'),
    negativePrompt: captionOf(settings['v4_negative_prompt']) ?? settings['uc'],
    seed: settings['seed'],
    steps: settings['steps'],
    guidance: settings['scale'],
    samplerName: withSpacing(settings['sampler'], settings['noise_schedule']),
    width: settings['width'],
    height: settings['height'],
    modelName: of('Source'),
  });
}

/** From version 4 on a prompt is a base caption and one for each character, which webui-like programs know as lines. */
function captionOf(prompt: unknown): string | null {
  const caption = isObject(prompt) ? prompt['caption'] : null;
  if (!isObject(caption)) return null;
  const characters = Array.isArray(caption['char_captions']) ? caption['char_captions'] : [];
  const lines = [caption, ...characters.filter(isObject)].flatMap((part: JsonObject) => {
    const line = toText(part['base_caption']) ?? toText(part['char_caption']);
    return line === null ? [] : [line];
  });
  return lines.length === 0 ? null : lines.join('\n');
}
