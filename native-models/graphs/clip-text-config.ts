import { configFields } from './config-fields.ts';

/** What the text encoder's config.json says, in our words. */
export interface ClipTextConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly maxPositions: number;
  readonly activation: 'quick_gelu' | 'gelu';
  readonly layerNormEps: number;
}

/**
 * Reads the text encoder's config.json with the defaults of transformers' `CLIPTextConfig` (4.22 and 5.17).
 *
 * @throws GraphError `unsupported-config` for fields that belong to other architectures.
 */
export function parseClipTextConfig(json: unknown): ClipTextConfig {
  const fields = configFields('text encoder', json);
  return {
    vocabSize: fields.integer('vocab_size', 49408),
    hiddenSize: fields.integer('hidden_size', 512),
    intermediateSize: fields.integer('intermediate_size', 2048),
    layers: fields.integer('num_hidden_layers', 12),
    heads: fields.integer('num_attention_heads', 8),
    maxPositions: fields.integer('max_position_embeddings', 77),
    activation: fields.word('hidden_act', ['quick_gelu', 'gelu'], 'quick_gelu'),
    layerNormEps: fields.number('layer_norm_eps', 1e-5),
  };
}
