import type { TextEncoder } from '../models/diffusion-model.ts';
import type { ImageJob } from './settle-request.ts';
import type { TextToImageModel } from './text-to-image-request.ts';

/** Prompts whose embeddings are kept per text encoder: 230 kB each at SD v1's size. */
const cachedPrompts = 32;

/** Embeddings by token ids, least recently used first; they go when their text encoder goes. */
const caches = new WeakMap<TextEncoder, Map<string, Float32Array>>();

/**
 * The UNet's condition for a batch: `_encode_prompt` of diffusers' StableDiffusionPipeline.
 *
 * Texts go through the encoder one at a time: rows do not influence each other there, equal texts are computed once,
 * and the negative prompt usually never changes.
 *
 * @returns `[rows, 77, hiddenSize]`, flat. With guidance (a scale above 1) first the negative prompts of all pictures,
 * then their prompts; without it the prompts alone.
 * @throws TokenizerError for text with lone surrogates
 */
export async function encodePrompts(
  model: Pick<TextToImageModel, 'tokenizer' | 'textEncoder'>,
  images: readonly ImageJob[],
  guidanceScale: number,
): Promise<Float32Array> {
  const texts = images.map(({ prompt }) => prompt);
  if (isGuided(guidanceScale)) texts.unshift(...images.map(({ negativePrompt }) => negativePrompt));
  const rows: Float32Array[] = [];
  for (const text of texts) rows.push(await encodeText(model, text));
  return concatenate(rows);
}

/** Whether classifier-free guidance is on; diffusers leaves it out at 1 and below. */
export function isGuided(guidanceScale: number): boolean {
  return guidanceScale > 1;
}

async function encodeText(
  { tokenizer, textEncoder }: Pick<TextToImageModel, 'tokenizer' | 'textEncoder'>,
  text: string,
): Promise<Float32Array> {
  const { ids } = tokenizer.encode(text);
  const cache = cacheOf(textEncoder);
  const key = ids.join(' ');
  const embedding = cache.get(key) ?? (await textEncoder.encode([ids]));
  // Set again, a Map's entry moves to its end.
  cache.delete(key);
  cache.set(key, embedding);
  const oldest = cache.keys().next();
  if (cache.size > cachedPrompts && !oldest.done) cache.delete(oldest.value);
  return embedding;
}

function cacheOf(textEncoder: TextEncoder): Map<string, Float32Array> {
  const cache = caches.get(textEncoder) ?? new Map<string, Float32Array>();
  caches.set(textEncoder, cache);
  return cache;
}

function concatenate(rows: readonly Float32Array[]): Float32Array {
  const length = rows.reduce((sum, row) => sum + row.length, 0);
  const all = new Float32Array(length);
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}
