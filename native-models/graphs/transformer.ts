import { attention, type KeysAndValues, keysAndValues } from './attention.ts';
import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { groupNorm } from './group-norm.ts';
import { convolution, layerNorm, linear } from './layers.ts';
import {
  add,
  gelu,
  matrixShape,
  multiply,
  pictureShape,
  pictureToTokens,
  reshape,
  splitHalves,
  tokensToPicture,
} from './operators.ts';

export interface TransformerOptions {
  readonly heads: number;
  readonly groups: number;
  readonly promptKeys: PromptKeys;
  /** `proj_in` and `proj_out` are linear layers (SD 2) and not 1×1 convolutions (SD 1). */
  readonly useLinearProjection: boolean;
}

/** What the prompt is to the cross-attention `path`: its keys and values, of `channels` each. */
export type PromptKeys = (path: string, channels: number) => KeysAndValues;

/** The norm before a transformer has its own epsilon, whatever `norm_eps` says. */
const NORM_EPS = 1e-6;
const LAYER_NORM_EPS = 1e-5;

/** diffusers `Transformer2DModel` with one block: every pixel reads the others and the prompt. */
export function transformer(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: TransformerOptions,
): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const { groups, useLinearProjection } = options;
  const normalised = groupNorm(graph, `${path}.norm`, x, { groups, eps: NORM_EPS });

  let tokens = useLinearProjection
    ? linear(graph, `${path}.proj_in`, pictureToTokens(graph, normalised), channels)
    : pictureToTokens(graph, projectPicture(graph, `${path}.proj_in`, normalised));
  tokens = transformerBlock(graph, `${path}.transformer_blocks.0`, tokens, batch, options);

  const size = { batch, height, width };
  const projected = useLinearProjection
    ? tokensToPicture(graph, linear(graph, `${path}.proj_out`, tokens, channels), size)
    : projectPicture(graph, `${path}.proj_out`, tokensToPicture(graph, tokens, size));
  return graph.module(path, add(graph, projected, x));
}

function projectPicture(graph: GraphBuilder, path: string, x: GraphValue): GraphValue {
  const [, outChannels] = pictureShape(x);
  return convolution(graph, path, x, { outChannels, kernel: 1 });
}

/** diffusers `BasicTransformerBlock`: self-attention, attention to the prompt, feed-forward, each with a residual. */
function transformerBlock(
  graph: GraphBuilder,
  path: string,
  tokens: GraphValue,
  batch: number,
  { heads, promptKeys }: TransformerOptions,
): GraphValue {
  const norm = (name: string, x: GraphValue) =>
    layerNorm(graph, `${path}.${name}`, x, LAYER_NORM_EPS);
  const attend = (name: string, x: GraphValue, context: KeysAndValues) => {
    const attentionPath = `${path}.${name}`;
    const options = { batch, heads, context, queryBias: false };
    return graph.module(attentionPath, attention(graph, attentionPath, x, options));
  };

  const [, channels] = matrixShape(tokens);
  let x = tokens;
  const normalised = norm('norm1', x);
  const own = keysAndValues(graph, `${path}.attn1`, normalised, channels, { bias: false });
  x = add(graph, attend('attn1', normalised, own), x);
  const prompt = promptKeys(`${path}.attn2`, channels);
  x = add(graph, attend('attn2', norm('norm2', x), prompt), x);
  x = add(graph, feedForward(graph, `${path}.ff`, norm('norm3', x)), x);
  return graph.module(path, x);
}

/** diffusers `FeedForward` with `GEGLU`: the projection gives [value, gate], and value · gelu(gate) goes on. */
function feedForward(graph: GraphBuilder, path: string, x: GraphValue): GraphValue {
  const [, channels] = matrixShape(x);
  const gated = gatedProjection(graph, `${path}.net.0.proj`, x, 4 * channels);
  // net.1 is the dropout of training.
  return graph.module(path, linear(graph, `${path}.net.2`, gated, channels));
}

/** Widths of value and gate together that `BiasSplitGelu` has kernels for on every provider that has it. */
const FUSED_WIDTHS = [2560, 5120, 10_240];

/** @returns `[rows, inner]`. */
function gatedProjection(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  inner: number,
): GraphValue {
  if (graph.profile.gatedGelu === 'bias-split-gelu' && FUSED_WIDTHS.includes(2 * inner)) {
    const projected = linear(graph, path, x, 2 * inner, { bias: false });
    const [rows] = matrixShape(projected);
    const sequence = reshape(graph, projected, [1, rows, 2 * inner]);
    const inputs = [sequence, graph.weight(`${path}.bias`, [2 * inner])];
    const domain = 'com.microsoft';
    const gated = graph.node('BiasSplitGelu', inputs, [1, rows, inner], { domain });
    return reshape(graph, gated, [rows, inner]);
  }
  const [value, gate] = splitHalves(graph, linear(graph, path, x, 2 * inner));
  return multiply(graph, value, gelu(graph, gate));
}
