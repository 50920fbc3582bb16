import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import { formulaWeight } from '../graphs/formula-weights.ts';
import { makeSentencePieceModel } from '../tokenizers/make-sentencepiece-model.ts';
import type { PlainTensor, PlainWeights } from './plain-scorer.ts';

/* Small scorers of the published architectures: names and shapes as their model classes have them. */

export const cloobConfig = {
  architectures: ['CLOOBModel'],
  model_type: 'cloob',
  projection_dim: 10,
  init_inv_tau: 30,
  scale_hopfield: 15,
  vision_config: {
    model_type: 'vit',
    hidden_size: 12,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    intermediate_size: 20,
    image_size: 24,
    patch_size: 8,
  },
  text_config: {
    model_type: 'roberta',
    hidden_size: 16,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    intermediate_size: 24,
    vocab_size: 14,
    max_position_embeddings: 9,
    type_vocab_size: 1,
    layer_norm_eps: 1e-5,
  },
};

export const clipConfig = {
  architectures: ['CLIPModel'],
  model_type: 'clip',
  projection_dim: 8,
  vision_config: {
    model_type: 'clip_vision_model',
    hidden_size: 12,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 20,
    image_size: 16,
    patch_size: 4,
  },
  text_config: {
    model_type: 'clip_text_model',
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 12,
    vocab_size: 49_408,
    max_position_embeddings: 77,
    eos_token_id: 2,
  },
};

/** `CLOOBModel` of rinnakk/japanese-clip: a ViTModel and a BertModel without pooling layers. */
export function cloobWeights(): PlainWeights {
  const { vision_config: v, text_config: t, projection_dim: features } = cloobConfig;
  const table = createTable();
  const places = 1 + (v.image_size / v.patch_size) ** 2;
  table.add('vision_model.embeddings.cls_token', [1, 1, v.hidden_size]);
  table.add('vision_model.embeddings.position_embeddings', [1, places, v.hidden_size]);
  const patches = 'vision_model.embeddings.patch_embeddings.projection';
  table.add(`${patches}.weight`, [v.hidden_size, 3, v.patch_size, v.patch_size]);
  table.add(`${patches}.bias`, [v.hidden_size]);
  for (let layer = 0; layer < v.num_hidden_layers; layer++) {
    const path = `vision_model.encoder.layer.${layer}`;
    table.norm(`${path}.layernorm_before`, v.hidden_size);
    table.norm(`${path}.layernorm_after`, v.hidden_size);
    for (const name of ['attention.query', 'attention.key', 'attention.value', 'output.dense'])
      table.linear(`${path}.attention.${name}`, v.hidden_size, v.hidden_size);
    table.linear(`${path}.intermediate.dense`, v.intermediate_size, v.hidden_size);
    table.linear(`${path}.output.dense`, v.hidden_size, v.intermediate_size);
  }
  table.norm('vision_model.layernorm', v.hidden_size);

  const embeddings = 'text_model.embeddings';
  table.add(`${embeddings}.word_embeddings.weight`, [t.vocab_size, t.hidden_size]);
  table.add(`${embeddings}.position_embeddings.weight`, [t.max_position_embeddings, t.hidden_size]);
  table.add(`${embeddings}.token_type_embeddings.weight`, [t.type_vocab_size, t.hidden_size]);
  table.norm(`${embeddings}.LayerNorm`, t.hidden_size);
  for (let layer = 0; layer < t.num_hidden_layers; layer++) {
    const path = `text_model.encoder.layer.${layer}`;
    for (const name of ['self.query', 'self.key', 'self.value', 'output.dense'])
      table.linear(`${path}.attention.${name}`, t.hidden_size, t.hidden_size);
    table.norm(`${path}.attention.output.LayerNorm`, t.hidden_size);
    table.linear(`${path}.intermediate.dense`, t.intermediate_size, t.hidden_size);
    table.linear(`${path}.output.dense`, t.hidden_size, t.intermediate_size);
    table.norm(`${path}.output.LayerNorm`, t.hidden_size);
  }
  table.add('visual_projection.weight', [features, v.hidden_size]);
  table.add('text_projection.weight', [features, t.hidden_size]);
  return table.weights;
}

/** transformers `CLIPModel`. */
export function clipWeights(): PlainWeights {
  const { vision_config: v, text_config: t, projection_dim: features } = clipConfig;
  const table = createTable();
  const places = 1 + (v.image_size / v.patch_size) ** 2;
  const patch = [v.hidden_size, 3, v.patch_size, v.patch_size];
  table.add('vision_model.embeddings.class_embedding', [v.hidden_size]);
  table.add('vision_model.embeddings.patch_embedding.weight', patch);
  table.add('vision_model.embeddings.position_embedding.weight', [places, v.hidden_size]);
  table.norm('vision_model.pre_layrnorm', v.hidden_size);
  table.clipLayers('vision_model', v);
  table.norm('vision_model.post_layernorm', v.hidden_size);
  const embeddings = 'text_model.embeddings';
  table.add(`${embeddings}.token_embedding.weight`, [t.vocab_size, t.hidden_size]);
  table.add(`${embeddings}.position_embedding.weight`, [t.max_position_embeddings, t.hidden_size]);
  table.clipLayers('text_model', t);
  table.norm('text_model.final_layer_norm', t.hidden_size);
  table.add('visual_projection.weight', [features, v.hidden_size]);
  table.add('text_projection.weight', [features, t.hidden_size]);
  table.add('logit_scale', []);
  return table.weights;
}

/** Pieces of the small CLOOB's tokenizer by id; 犬 is unknown to it. */
export const japanesePieces = [
  '<unk>',
  '<s>',
  '</s>',
  '[PAD]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  '▁',
  '猫',
  'の',
  '油絵',
  'a',
  'b',
  '。',
] as const;

/** Writes a scorer's folder and returns its path. */
export async function writeScorer(
  folder: string,
  name: string,
  config: object,
  weights: PlainWeights,
): Promise<void> {
  const tensors = [...weights].map(([key, { shape, data }]) => ({
    name: key,
    dtype: 'F32' as const,
    shape,
    data: Buffer.from(data.buffer),
  }));
  await writeTo(folder, `${name}/config.json`, JSON.stringify(config));
  await writeTo(folder, `${name}/model.safetensors`, encodeSafetensors(tensors));
}

export function writeJapaneseTokenizer(
  folder: string,
  name: string,
  pieces: readonly string[] = japanesePieces,
): Promise<string> {
  const model = makeSentencePieceModel({
    pieces: pieces.map((piece, id) => ({
      piece,
      score: -id,
      type: id === 0 ? 'unknown' : id < 7 ? 'control' : 'normal',
    })),
  });
  return writeTo(folder, `${name}/spiece.model`, model);
}

function createTable() {
  const weights = new Map<string, PlainTensor>();
  const add = (key: string, shape: readonly number[]) => {
    weights.set(key, { shape, data: formulaWeight(key, shape) });
  };
  const linear = (path: string, outputs: number, inputs: number) => {
    add(`${path}.weight`, [outputs, inputs]);
    add(`${path}.bias`, [outputs]);
  };
  const norm = (path: string, width: number) => {
    add(`${path}.weight`, [width]);
    add(`${path}.bias`, [width]);
  };
  const clipLayers = (
    network: string,
    size: { num_hidden_layers: number; hidden_size: number; intermediate_size: number },
  ) => {
    for (let layer = 0; layer < size.num_hidden_layers; layer++) {
      const path = `${network}.encoder.layers.${layer}`;
      for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj'])
        linear(`${path}.self_attn.${name}`, size.hidden_size, size.hidden_size);
      norm(`${path}.layer_norm1`, size.hidden_size);
      norm(`${path}.layer_norm2`, size.hidden_size);
      linear(`${path}.mlp.fc1`, size.intermediate_size, size.hidden_size);
      linear(`${path}.mlp.fc2`, size.hidden_size, size.intermediate_size);
    }
  };
  return { weights: weights as PlainWeights, add, linear, norm, clipLayers };
}
