import type { TextEncoderConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { clipLayer } from './clip-layer.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import { GraphError } from './graph-error.ts';
import type { GraphOptions } from './graph-profile.ts';
import { layerNorm } from './layers.ts';
import { add, firstRows, matrixShape, reshape } from './operators.ts';
import { lookUpTokens } from './token-table.ts';

export interface TextEncoderShape {
  readonly batch: number;
  /** Tokens per prompt, at most `maxPositionEmbeddings`; default: `maxPositionEmbeddings` (77). */
  readonly tokens?: number;
  /** Layers left out at the end, below the number of layers; default 0. See `clipTextModel`. */
  readonly clipSkip?: number;
}

export interface TextEncoderOptions extends GraphOptions {
  /** Vectors of `hiddenSize` that continue the token table: id `vocabSize` is the first of them. */
  readonly tokenVectors?: readonly Float32Array[];
}

/**
 * transformers `CLIPTextModel` up to `last_hidden_state` (after the final layer norm): causal attention, no padding
 * mask. Its pooled output is not built: Stable Diffusion does not read it.
 *
 * Input `input_ids` int32 `[batch, tokens]`, output `last_hidden_state` float32 `[batch, tokens, hiddenSize]`.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildTextEncoderGraph(
  config: TextEncoderConfig,
  weights: TensorIndex,
  shape: TextEncoderShape,
  { tokenVectors = [], ...options }: TextEncoderOptions = {},
): BuiltGraph {
  const { batch, tokens = config.maxPositionEmbeddings, clipSkip } = shape;
  const graph = new GraphBuilder('text encoder', weights, options);
  const ids = graph.input('input_ids', 'int32', [batch, tokens]);
  const hidden = clipTextModel(graph, ids, config, tokenVectors, clipSkip);
  graph.output('last_hidden_state', reshape(graph, hidden, [batch, tokens, config.hiddenSize]));
  return graph.finish();
}

/**
 * The layers of transformers `CLIPTextModel`.
 *
 * @param ids int32 `[batch, tokens]`.
 * @param clipSkip how many of the last layers are left out before the final layer norm, as by `clip_skip` of diffusers'
 *   pipelines; stable-diffusion-webui counts one more ("Clip skip 2" is 1 here).
 * @returns `last_hidden_state` as rows, `[batch · tokens, hiddenSize]`.
 * @throws GraphError `invalid-shape` for more tokens than there are positions, or fewer layers than are left out.
 */
export function clipTextModel(
  graph: GraphBuilder,
  ids: GraphValue,
  config: TextEncoderConfig,
  tokenVectors: readonly Float32Array[] = [],
  clipSkip = 0,
): GraphValue {
  const [batch, tokens] = matrixShape(ids);
  const layers = config.numHiddenLayers - clipSkip;
  if (!Number.isInteger(layers) || layers < 1 || layers > config.numHiddenLayers) {
    throw tooFewLayers(clipSkip, config.numHiddenLayers);
  }
  if (tokens > config.maxPositionEmbeddings)
    throw tooManyTokens(tokens, config.maxPositionEmbeddings);
  let hidden = embeddings(graph, 'text_model.embeddings', ids, config, tokenVectors);
  for (let layer = 0; layer < layers; layer++) {
    hidden = clipLayer(graph, `text_model.encoder.layers.${layer}`, hidden, batch, config, true);
  }
  return layerNorm(graph, 'text_model.final_layer_norm', hidden, config.layerNormEps);
}

/** transformers `CLIPTextEmbeddings`: rows of the vocabulary table plus positions, `[batch · tokens, hiddenSize]`. */
function embeddings(
  graph: GraphBuilder,
  path: string,
  ids: GraphValue,
  { vocabSize, maxPositionEmbeddings, hiddenSize }: TextEncoderConfig,
  tokenVectors: readonly Float32Array[],
): GraphValue {
  const [batch, tokens] = matrixShape(ids);
  // Only the rows of this prompt are converted, not the whole table.
  const table = graph.table(`${path}.token_embedding.weight`, [vocabSize, hiddenSize]);
  const pieces = lookUpTokens(graph, table, ids, tokenVectors);
  const positions = graph.weight(`${path}.position_embedding.weight`, [
    maxPositionEmbeddings,
    hiddenSize,
  ]);
  const sum = add(graph, pieces, firstRows(graph, positions, tokens));
  return graph.module(path, reshape(graph, sum, [batch * tokens, hiddenSize]));
}

function tooManyTokens(tokens: number, most: number): GraphError {
  return new GraphError(
    'invalid-shape',
    `The text encoder cannot take ${tokens} tokens at once: its position table has ${most} rows. ` +
      `Encode longer prompts in windows of ${most}.`,
  );
}

function tooFewLayers(clipSkip: number, layers: number): GraphError {
  return new GraphError(
    'invalid-shape',
    `The text encoder cannot leave out ${clipSkip} of its ${layers} layers: at least one must stay, and none can be added.`,
  );
}
