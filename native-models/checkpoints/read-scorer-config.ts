import { z } from 'zod';
import type { JsonObject } from './diffusers-model.ts';
import { configInvalid, parseConfig } from './json-file.ts';
import type { BertConfig, ClipVisionConfig, VitConfig } from './scorer-config.ts';

/**
 * Readers of `vision_config` and `text_config`. Fields that are left out have the defaults of transformers' classes; a
 * field that would make another network is refused.
 */

const size = z.int().min(1).max(65_536);
const eps = z.number().positive().max(1);

const transformerFields = {
  hidden_size: size.default(768),
  intermediate_size: size.default(3072),
  num_hidden_layers: z.int().min(1).max(128).default(12),
  num_attention_heads: size.default(12),
};
const visionFields = {
  image_size: z.int().min(1).max(4096).default(224),
  num_channels: z.literal(3).default(3),
};

const clipVisionSchema = z.object({
  ...transformerFields,
  ...visionFields,
  patch_size: size.default(32),
  hidden_act: z.enum(['quick_gelu', 'gelu']).default('quick_gelu'),
  layer_norm_eps: eps.default(1e-5),
});

/** @throws CheckpointError `config-invalid`. */
export function readClipVisionConfig(file: string, json: JsonObject): ClipVisionConfig {
  const config = parseConfig(file, clipVisionSchema, json);
  const { image_size: imageSize, patch_size: patchSize, hidden_act: hiddenAct } = config;
  return { kind: 'clip', ...transformerSize(file, config), imageSize, patchSize, hiddenAct };
}

const vitSchema = z.object({
  ...transformerFields,
  ...visionFields,
  patch_size: size.default(16),
  hidden_act: z.literal('gelu').default('gelu'),
  qkv_bias: z.literal(true).default(true),
  layer_norm_eps: eps.default(1e-12),
});

/** @throws CheckpointError `config-invalid`. */
export function readVitConfig(file: string, json: JsonObject): VitConfig {
  const config = parseConfig(file, vitSchema, json);
  const { image_size: imageSize, patch_size: patchSize } = config;
  return { kind: 'vit', ...transformerSize(file, config), imageSize, patchSize };
}

const bertSchema = z.object({
  ...transformerFields,
  vocab_size: z.int().min(1).max(1_000_000).default(30_522),
  max_position_embeddings: size.default(512),
  type_vocab_size: size.default(2),
  hidden_act: z.literal('gelu').default('gelu'),
  position_embedding_type: z.literal('absolute').default('absolute'),
  is_decoder: z.literal(false).default(false),
  layer_norm_eps: eps.default(1e-12),
});

/** @throws CheckpointError `config-invalid`. */
export function readBertConfig(file: string, json: JsonObject): BertConfig {
  const config = parseConfig(file, bertSchema, json);
  return {
    kind: 'bert',
    ...transformerSize(file, config),
    vocabSize: config.vocab_size,
    maxPositionEmbeddings: config.max_position_embeddings,
    typeVocabSize: config.type_vocab_size,
  };
}

interface TransformerJson {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly layer_norm_eps: number;
}

function transformerSize(file: string, json: TransformerJson) {
  const { hidden_size: hiddenSize, num_attention_heads: numAttentionHeads } = json;
  if (hiddenSize % numAttentionHeads !== 0) {
    throw configInvalid(file, [
      `hidden_size: ${hiddenSize} cannot be divided by ${numAttentionHeads} attention heads`,
    ]);
  }
  return {
    hiddenSize,
    intermediateSize: json.intermediate_size,
    numHiddenLayers: json.num_hidden_layers,
    numAttentionHeads,
    layerNormEps: json.layer_norm_eps,
  };
}
