import type { BertConfig } from '../checkpoints/scorer-config.ts';
import { scaledDotProductAttention } from './dot-product-attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { layerNorm, linear } from './layers.ts';
import { add, firstRows, gelu, matrixShape, reshape } from './operators.ts';
import { lookUpTokens } from './token-table.ts';

/** float32's lowest number, which transformers adds where attention must not look. */
const LOWEST = -3.4028234663852886e38;

/**
 * transformers `BertModel` without its pooling layer; `RobertaModel` too, its positions given as 0, 1, 2 …
 *
 * @param path prefix of its keys, e.g. `text_model`.
 * @param ids int32 `[batch, tokens]`.
 * @param mask float32 `[batch, tokens]`: 1 for tokens, 0 for padding.
 * @returns `last_hidden_state` as rows, `[batch · tokens, hiddenSize]`.
 */
export function bertModel(
  graph: GraphBuilder,
  path: string,
  ids: GraphValue,
  mask: GraphValue,
  config: BertConfig,
): GraphValue {
  const [batch, tokens] = matrixShape(ids);
  const attention = { batch, heads: config.numAttentionHeads, mask: paddingMask(graph, mask) };
  let hidden = embeddings(graph, `${path}.embeddings`, ids, config);
  for (let layer = 0; layer < config.numHiddenLayers; layer++)
    hidden = bertLayer(graph, `${path}.encoder.layer.${layer}`, hidden, attention, config);
  return reshape(graph, hidden, [batch * tokens, config.hiddenSize]);
}

/** transformers `BertEmbeddings` with type 0 everywhere. */
function embeddings(
  graph: GraphBuilder,
  path: string,
  ids: GraphValue,
  { vocabSize, maxPositionEmbeddings, typeVocabSize, hiddenSize, layerNormEps }: BertConfig,
): GraphValue {
  const [batch, tokens] = matrixShape(ids);
  const words = graph.table(`${path}.word_embeddings.weight`, [vocabSize, hiddenSize]);
  const places = [maxPositionEmbeddings, hiddenSize];
  const positions = graph.weight(`${path}.position_embeddings.weight`, places);
  const types = graph.weight(`${path}.token_type_embeddings.weight`, [typeVocabSize, hiddenSize]);
  const placed = add(
    graph,
    lookUpTokens(graph, words, ids, []),
    add(graph, firstRows(graph, positions, tokens), firstRows(graph, types, 1)),
  );
  const rows = reshape(graph, placed, [batch * tokens, hiddenSize]);
  return graph.module(path, layerNorm(graph, `${path}.LayerNorm`, rows, layerNormEps));
}

interface AttentionOptions {
  readonly batch: number;
  readonly heads: number;
  readonly mask: GraphValue;
}

/** transformers `BertLayer`: norms behind attention and behind the wide layer. */
function bertLayer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  attention: AttentionOptions,
  { intermediateSize, layerNormEps: eps }: BertConfig,
): GraphValue {
  const [, width] = matrixShape(x);
  const project = (name: string) => linear(graph, `${path}.attention.self.${name}`, x, width);
  const mixed = scaledDotProductAttention(graph, {
    query: project('query'),
    key: project('key'),
    value: project('value'),
    ...attention,
  });
  const attended = linear(graph, `${path}.attention.output.dense`, mixed, width);
  const hidden = layerNorm(
    graph,
    `${path}.attention.output.LayerNorm`,
    add(graph, attended, x),
    eps,
  );
  const wide = gelu(graph, linear(graph, `${path}.intermediate.dense`, hidden, intermediateSize));
  const narrow = linear(graph, `${path}.output.dense`, wide, width);
  const result = layerNorm(graph, `${path}.output.LayerNorm`, add(graph, narrow, hidden), eps);
  return graph.module(path, result);
}

/** 0 for tokens and the lowest number for padding, `[batch, 1, tokens, tokens]`. */
function paddingMask(graph: GraphBuilder, mask: GraphValue): GraphValue {
  const [batch, tokens] = matrixShape(mask);
  const isPadding = graph.node('Sub', [graph.constant([1], []), mask], mask.shape);
  const lowest = graph.node('Mul', [isPadding, graph.constant([LOWEST], [])], mask.shape);
  const shape = [batch, 1, tokens, tokens];
  return graph.node(
    'Expand',
    [reshape(graph, lowest, [batch, 1, 1, tokens]), graph.integers(shape)],
    shape,
  );
}
