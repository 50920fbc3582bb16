import type { GraphBuilder } from './graph-builder.ts';
import type { Int8Layers, ProductLayer } from './int8-layers.ts';

/**
 * How a graph writes what execution providers do not agree on. A profile is data: layers and operators read it, and
 * nothing asks for a provider by name. Shapes are baked into every graph, whatever the profile.
 */
export interface GraphProfile {
  /** What networks compute in. Inputs and outputs are float32 for all, with casts just inside. */
  readonly computeType: 'float32' | 'float16';
  /**
   * - `multi-head`: `com.microsoft.MultiHeadAttention`, which does not store the tokens × tokens matrix.
   * - `decomposed`: MatMul, Softmax, MatMul, by so many rows at a time that no product gets too large.
   * - `in-one-piece`: the same with all rows at once.
   */
  readonly attention: AttentionForm;
  /** The same where a token may not see all others: few kernels of the operator take a mask, and some ignore it. */
  readonly maskedAttention: AttentionForm;
  /**
   * - `layer-norm`: a group is a row of LayerNormalization.
   * - `instance-norm`: a group is a channel of InstanceNormalization.
   * - `channels-last`: `com.microsoft.GroupNorm` between two transpositions.
   */
  readonly groupNorm: 'layer-norm' | 'instance-norm' | 'channels-last';
  /**
   * - `split`: Split, Gelu, Mul.
   * - `bias-split-gelu`: `com.microsoft.BiasSplitGelu` for the widths its kernels have, which are those of Stable
   *   Diffusion 1 and 2.
   */
  readonly gatedGelu: 'split' | 'bias-split-gelu';
  /**
   * - `gemm`: takes PyTorch's `[out, in]` weight as it lies on disk.
   * - `matmul`: a product with the transposed weight, made while loading, then the bias.
   */
  readonly linear: 'gemm' | 'matmul';
  /**
   * - `operators`: Gelu and `com.microsoft.QuickGelu`, one pass over memory each.
   * - `arithmetic`: Sigmoid and Mul, or Div, Erf, Add, Mul, Mul.
   */
  readonly activations: 'operators' | 'arithmetic';
  /**
   * - `direct`: Conv.
   * - `winograd-2`: 3 × 3 convolutions by minimal filtering (`winograd.ts`) where that is faster, in tiles of 2 × 2
   *   results: as exact as sums in any order.
   * - `winograd-4`: in tiles of 4 × 4 too, for networks whose result is a picture and goes into no other.
   */
  readonly convolution: 'direct' | 'winograd-2' | 'winograd-4';
}

export type AttentionForm = 'multi-head' | 'decomposed' | 'in-one-piece';

/** The forms that are fastest on the CPU provider, each measured against the alternatives. */
export const cpuGraph: GraphProfile = {
  computeType: 'float32',
  attention: 'multi-head',
  maskedAttention: 'multi-head',
  groupNorm: 'layer-norm',
  gatedGelu: 'split',
  linear: 'gemm',
  activations: 'operators',
  convolution: 'winograd-2',
};

/**
 * Layer by layer as torch.onnx writes diffusers' modules, for the benchmark to measure the others against. ONNX Runtime's
 * own fusions apply to it as they would to an exported model.
 */
export const naiveGraph: GraphProfile = {
  computeType: 'float32',
  attention: 'in-one-piece',
  maskedAttention: 'in-one-piece',
  groupNorm: 'instance-norm',
  gatedGelu: 'split',
  linear: 'matmul',
  activations: 'arithmetic',
  convolution: 'direct',
};

/** What all functions that build a network take besides its weights and sizes. */
export interface GraphOptions {
  /** Module paths of the reference whose results become extra outputs, to compare a network block by block. */
  readonly intermediates?: readonly string[];
  /** Default: the CPU's. */
  readonly profile?: GraphProfile;
  /** Layers to compute in 8-bit integers, by their paths; default: none. For graphs of the CPU. */
  readonly int8?: Int8Layers;
  /** Is told of every layer with a product as the graph grows. */
  readonly onLayer?: (graph: GraphBuilder, layer: ProductLayer) => void;
}

/** The same options for a network of pictures, where convolutions may be a little less exact and much faster. */
export function withLargeTiles(options: GraphOptions): GraphOptions {
  const { profile = cpuGraph } = options;
  if (profile.convolution === 'direct') return options;
  return { ...options, profile: { ...profile, convolution: 'winograd-4' } };
}
