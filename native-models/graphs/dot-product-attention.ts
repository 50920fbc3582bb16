import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { add, matrixShape, number, reshape, transpose } from './operators.ts';

interface DotProductInputs {
  /** `[batch · tokens, channels]`. */
  readonly query: GraphValue;
  /** `[batch · context tokens, channels]`, as is `value`. */
  readonly key: GraphValue;
  readonly value: GraphValue;
  readonly batch: number;
  readonly heads: number;
  /** Each token sees itself and those before it. */
  readonly causal?: boolean;
  /** Added to the scaled products before the softmax, `[batch, 1, query tokens, context tokens]`. */
  readonly mask?: GraphValue;
}

/** softmax(Q·Kᵀ / √headSize)·V per head, `[batch · tokens, channels]`. */
export function scaledDotProductAttention(
  graph: GraphBuilder,
  inputs: DotProductInputs,
): GraphValue {
  const { query, key, batch, causal, mask } = inputs;
  const [queryRows, channels] = matrixShape(query);
  const [keyRows] = matrixShape(key);
  graph.countOperations((4 * queryRows * keyRows * channels) / batch);
  const { attention, maskedAttention } = graph.profile;
  const form = causal || mask ? maskedAttention : attention;
  if (form === 'multi-head') return multiHead(graph, inputs);
  return decomposed(graph, inputs, form === 'decomposed' ? LARGEST_PRODUCT_BYTES : Infinity);
}

/**
 * One operator of ONNX Runtime: its CPU kernel works in tiles and never stores the tokens × tokens matrix (1.9 GB
 * less at 512 px) and is a quarter faster than MatMul, Softmax, MatMul.
 */
function multiHead(
  graph: GraphBuilder,
  { query, key, value, batch, heads, causal = false, mask }: DotProductInputs,
): GraphValue {
  const perSequence = (x: GraphValue): GraphValue => {
    const [rows, channels] = matrixShape(x);
    return reshape(graph, x, [batch, rows / batch, channels]);
  };
  const sequences = perSequence(query);
  const mixed = graph.node(
    'MultiHeadAttention',
    [sequences, perSequence(key), perSequence(value), ...(mask ? [null, null, mask] : [])],
    sequences.shape,
    {
      domain: 'com.microsoft',
      attributes: { num_heads: { int: heads }, ...(causal && { unidirectional: { int: 1 } }) },
    },
  );
  return reshape(graph, mixed, query.shape);
}

/** A graphics interface need not take buffers beyond 128 MiB: WebGPU's default `maxStorageBufferBindingSize`. */
const LARGEST_PRODUCT_BYTES = 128 * 2 ** 20;

/** The formula as it stands, over a slice of the queries at a time where all products at once would be too large. */
function decomposed(
  graph: GraphBuilder,
  { query, key, value, batch, heads, causal = false, mask }: DotProductInputs,
  largestProductBytes: number,
): GraphValue {
  const [queryRows, channels] = matrixShape(query);
  const [keyRows] = matrixShape(key);
  const [queries, keys] = [queryRows / batch, keyRows / batch];
  const headSize = channels / heads;
  const perHead = (x: GraphValue, tokens: number, permutation: readonly number[]): GraphValue =>
    transpose(graph, reshape(graph, x, [batch, tokens, heads, headSize]), permutation);

  // Scaled before the product: half precision ends at 65,504.
  const scaled = graph.node('Mul', [query, number(graph, query, headSize ** -0.5)], query.shape);
  const q = perHead(scaled, queries, [0, 2, 1, 3]);
  const k = perHead(key, keys, [0, 2, 3, 1]);
  const v = perHead(value, keys, [0, 2, 1, 3]);
  const hidden = causal ? causalMask(graph, query, queries, keys) : mask;

  const bytesPerQuery = batch * heads * keys * (query.type === 'float16' ? 2 : 4);
  const atOnce = Math.max(1, Math.floor(largestProductBytes / bytesPerQuery));
  const mixed = hidden
    ? mix(graph, q, k, v, hidden)
    : inSlices(graph, q, atOnce, (slice) => mix(graph, slice, k, v));
  return reshape(graph, transpose(graph, mixed, [0, 2, 1, 3]), query.shape);
}

/** @param q `[batch, heads, queries, headSize]`, `k` `[batch, heads, headSize, keys]`, `v` as q with keys. */
function mix(
  graph: GraphBuilder,
  q: GraphValue,
  k: GraphValue,
  v: GraphValue,
  mask?: GraphValue,
): GraphValue {
  const shape = [...q.shape.slice(0, 3), k.shape[3] ?? 0];
  const products = graph.node('MatMul', [q, k], shape);
  const masked = mask ? add(graph, products, mask) : products;
  const shares = graph.node('Softmax', [masked], shape, { attributes: { axis: { int: -1 } } });
  return graph.node('MatMul', [shares, v], q.shape);
}

/** Cuts `[batch, heads, queries, headSize]` along the queries, and joins what becomes of the pieces. */
function inSlices(
  graph: GraphBuilder,
  x: GraphValue,
  atOnce: number,
  work: (slice: GraphValue) => GraphValue,
): GraphValue {
  const [batch = 0, heads = 0, queries = 0, headSize = 0] = x.shape;
  if (queries <= atOnce) return work(x);
  const results: GraphValue[] = [];
  for (let start = 0; start < queries; start += atOnce) {
    const end = Math.min(queries, start + atOnce);
    const bounds = [start, end, 2].map((value) => graph.integers([value])); // start, end, axis
    const shape = [batch, heads, end - start, headSize];
    results.push(work(graph.node('Slice', [x, ...bounds], shape)));
  }
  return graph.node('Concat', results, x.shape, { attributes: { axis: { int: 2 } } });
}

/** Far below any product and still a number in half precision; shader compilers may assume that there is no −∞. */
const HIDDEN = -10_000;

function causalMask(
  graph: GraphBuilder,
  like: GraphValue,
  queries: number,
  keys: number,
): GraphValue {
  const values = Float32Array.from({ length: queries * keys }, (_, index) =>
    index % keys > Math.floor(index / keys) ? HIDDEN : 0,
  );
  return graph.cast(graph.constant(values, [1, 1, queries, keys]), like.type);
}
