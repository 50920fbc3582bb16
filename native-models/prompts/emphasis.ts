/**
 * How weights act on embeddings: `original` multiplies each token's vector and then scales the window so that its mean is
 * what it was; `no-norm` only multiplies.
 */
export type EmphasisRule = 'original' | 'no-norm';

/**
 * Applies weights to one window. Matches stable-diffusion-webui 1.9.4, `EmphasisOriginal` and `EmphasisOriginalNoNorm`,
 * for one prompt at a time; there, the mean is that of all prompts of a batch.
 *
 * @param embedding `[tokens, width]`.
 * @param weights one per token.
 * @returns `embedding` itself where all weights are 1.
 */
export function weighEmbedding(
  embedding: Float32Array,
  weights: readonly number[],
  rule: EmphasisRule,
): Float32Array {
  if (weights.every((weight) => weight === 1)) return embedding;
  const width = embedding.length / weights.length;
  const weighted = embedding.map((value, k) => value * weights[Math.floor(k / width)]!);
  if (rule === 'no-norm') return weighted;
  const factor = sum(embedding) / sum(weighted);
  return weighted.map((value) => value * factor);
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
