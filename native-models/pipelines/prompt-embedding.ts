import type { TextEncoder } from '../models/diffusion-model.ts';
import { type EmphasisRule, weighEmbedding } from '../prompts/emphasis.ts';
import type { PromptWindow } from '../prompts/windows.ts';

/** Windows whose embeddings are kept per text encoder: 230 kB each at SD v1's size. */
const cachedWindows = 32;

/** Embeddings by token ids, least recently used first; they go when their text encoder goes. */
const caches = new WeakMap<TextEncoder, Map<string, Float32Array>>();

export interface EmbeddingOptions {
  /** Default `original`. */
  readonly emphasis?: EmphasisRule;
  /** Layers of the text encoder left out at the end, as by diffusers' `clip_skip`. Default 0. */
  readonly clipSkip?: number;
}

/**
 * Windows through the text encoder, one at a time and with their weights, one behind the other.
 *
 * @returns `[windows · 77, hiddenSize]`.
 */
export async function embedWindows(
  textEncoder: TextEncoder,
  windows: readonly PromptWindow[],
  { emphasis = 'original', clipSkip = 0 }: EmbeddingOptions,
): Promise<Float32Array> {
  const embeddings: Float32Array[] = [];
  for (const { ids, weights } of windows) {
    const embedding = await embedIds(textEncoder, ids, clipSkip);
    embeddings.push(weighEmbedding(embedding, weights, emphasis));
  }
  return concatenate(embeddings);
}

/** What 77 ids mean to a text encoder, `[77, hiddenSize]`; kept, since the negative prompt usually never changes. */
async function embedIds(
  textEncoder: TextEncoder,
  ids: readonly number[],
  clipSkip: number,
): Promise<Float32Array> {
  const cache = caches.get(textEncoder) ?? new Map<string, Float32Array>();
  caches.set(textEncoder, cache);
  const key = `${clipSkip}: ${ids.join(' ')}`;
  const embedding = cache.get(key) ?? (await textEncoder.encode([ids], clipSkip));
  // Set again, a Map's entry moves to its end.
  cache.delete(key);
  cache.set(key, embedding);
  const oldest = cache.keys().next();
  if (cache.size > cachedWindows && !oldest.done) cache.delete(oldest.value);
  return embedding;
}

export function concatenate(arrays: readonly Float32Array[]): Float32Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const all = new Float32Array(length);
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
