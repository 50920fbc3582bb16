import type { TensorEntry, TensorIndex } from '../checkpoints/tensor-entry.ts';
import { attention, keysAndValues } from './attention.ts';
import { clipLayer } from './clip-layer.ts';
import { scaledDotProductAttention } from './dot-product-attention.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import { GraphError } from './graph-error.ts';
import type { GraphOptions } from './graph-profile.ts';
import { groupNorm } from './group-norm.ts';
import { matrixShape, pictureToTokens } from './operators.ts';
import { resnet } from './resnet.ts';
import { downsample, upsample } from './sampling.ts';
import { transformer } from './transformer.ts';

/** Inputs of the self-test's graph, all float32. */
export const selfTestInputs = {
  picture: [2, 320, 16, 16],
  prompt: [154, 768],
  shift: [1, 320],
  queries: [512, 320],
  keys: [512, 320],
  words: [154, 320],
  pixels: [1, 512, 16, 16],
  text: [77, 64],
  large: [1, 2, 512, 1024],
} as const;

/** Its outputs, with how far off half precision may be: attention by itself is soon told from a wrong kernel. */
export const selfTestOutputs = {
  'self-attention': 5e-3,
  'cross-attention': 5e-3,
  resnet: 2e-2,
  transformer: 2e-2,
  sampling: 2e-2,
  'single head': 1e-2,
  'masked attention': 1e-2,
  'large groups': 5e-3,
};

/**
 * One of everything that Stable Diffusion's networks are made of, at the widths that kernels choose their ways by: 320
 * channels, heads of 40 over 256 pixels, one head of 512, groups of half a million values. A fifth of a second of a processor's work.
 */
export function buildSelfTestGraph(weights: TensorIndex, options: GraphOptions = {}): BuiltGraph {
  const graph = new GraphBuilder('self-test', weights, options);
  const input = (name: keyof typeof selfTestInputs) => graph.floatInput(name, selfTestInputs[name]);
  const norm = { groups: 32, eps: 1e-5 };

  const [query, keys, words] = [input('queries'), input('keys'), input('words')];
  const heads = { batch: 2, heads: 8 };
  const attend = (key: GraphValue) =>
    scaledDotProductAttention(graph, { query, key, value: key, ...heads });
  graph.output('self-attention', attend(keys));
  graph.output('cross-attention', attend(words));

  const timeShift = input('shift');
  const hidden = resnet(graph, 'resnet', input('picture'), 320, {
    ...norm,
    timeShift: () => timeShift,
  });
  graph.output('resnet', hidden);

  const rows = input('prompt');
  const promptKeys = (path: string, channels: number) =>
    keysAndValues(graph, path, rows, channels, { bias: false });
  const mixed = transformer(graph, 'transformer', hidden, {
    heads: 8,
    groups: 32,
    promptKeys,
    useLinearProjection: false,
  });
  graph.output('transformer', mixed);
  const smaller = downsample(graph, 'downsample', mixed, 'all-sides');
  graph.output('sampling', upsample(graph, 'upsample', smaller));

  const tokens = pictureToTokens(graph, input('pixels'));
  const [, channels] = matrixShape(tokens);
  const context = keysAndValues(graph, 'pixels', tokens, channels, { bias: true });
  const single = attention(graph, 'pixels', tokens, {
    batch: 1,
    heads: 1,
    context,
    queryBias: true,
  });
  graph.output('single head', single);

  const layer = {
    hiddenSize: 64,
    intermediateSize: 256,
    numAttentionHeads: 4,
    hiddenAct: 'quick_gelu',
    layerNormEps: 1e-5,
  } as const;
  const masked = clipLayer(graph, 'text', input('text'), 1, layer, true);
  graph.output('masked attention', masked);

  const groups = groupNorm(graph, 'large', input('large'), { groups: 2, eps: 1e-6 });
  graph.output('large groups', groups);
  return graph.finish();
}

/** The weights that the graph asks for, one after the other in a file that holds nothing else. */
export function layOutSelfTestWeights(file: string): TensorEntry[] {
  const entries: TensorEntry[] = [];
  let offset = 0;
  for (const { key, expectedShape: shape } of weightsAskedFor()) {
    const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
    entries.push({ name: key, dtype: 'F32', shape, file, offset, byteLength });
    offset += byteLength;
  }
  return entries;
}

/** A graph without weights names all it would need. */
function weightsAskedFor(): GraphError['problems'] {
  try {
    buildSelfTestGraph(new Map());
  } catch (error) {
    if (error instanceof GraphError) return error.problems;
    throw error;
  }
  return [];
}
