import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { checkDivides } from './graph-error.ts';
import { pictureShape, reshape, transpose } from './operators.ts';

interface GroupNormOptions {
  readonly groups: number;
  readonly eps: number;
}

/**
 * torch `GroupNorm`: every group of channels of every picture is normalised alone, then each channel has its own
 * scale and bias.
 *
 * ONNX's own GroupNormalization is expanded by ONNX Runtime into many passes and takes twice as long on the CPU.
 */
export function groupNorm(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  options: GroupNormOptions,
): GraphValue {
  const [, channels] = pictureShape(x);
  checkDivides(path, channels, options.groups, 'norm groups');
  if (graph.profile.groupNorm === 'channels-last')
    return graph.module(path, channelsLast(graph, path, x, options));

  const normalised =
    graph.profile.groupNorm === 'layer-norm'
      ? normaliseRows(graph, path, x, options)
      : normaliseInstances(graph, path, x, options);
  const perChannel = [channels, 1, 1];
  const scale = reshape(graph, graph.weight(`${path}.weight`, [channels]), perChannel);
  const bias = reshape(graph, graph.weight(`${path}.bias`, [channels]), perChannel);
  const restored = reshape(graph, normalised, x.shape);
  const scaled = graph.node('Mul', [restored, scale], x.shape);
  return graph.module(path, graph.node('Add', [scaled, bias], x.shape));
}

/** A group is one row of a LayerNormalization with scale 1. */
function normaliseRows(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { groups, eps }: GroupNormOptions,
): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const groupSize = (channels / groups) * height * width;
  const grouped = reshape(graph, x, [batch * groups, groupSize]);
  return graph.node('LayerNormalization', [grouped, graph.ones(groupSize)], grouped.shape, {
    name: path,
    attributes: { axis: { int: -1 }, epsilon: { float: eps } },
  });
}

/** A group is one channel of an InstanceNormalization; on the CPU that would run on one thread. */
function normaliseInstances(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { groups, eps }: GroupNormOptions,
): GraphValue {
  const [batch, channels, height, width] = pictureShape(x);
  const grouped = reshape(graph, x, [batch, groups, (channels / groups) * height * width]);
  const zeros = graph.computed(graph.constant(new Float32Array(groups), [groups]));
  const inputs = [grouped, graph.ones(groups), zeros];
  return graph.node('InstanceNormalization', inputs, grouped.shape, {
    name: path,
    attributes: { epsilon: { float: eps } },
  });
}

/** ONNX Runtime's own operator knows pictures with channels last only; its scale and bias are always float32. */
function channelsLast(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  { groups, eps }: GroupNormOptions,
): GraphValue {
  const [, channels] = pictureShape(x);
  const wide = (name: string) => graph.cast(graph.weight(`${path}.${name}`, [channels]), 'float32');
  const pixels = transpose(graph, x, [0, 2, 3, 1]);
  const inputs = [pixels, wide('weight'), wide('bias')];
  const normalised = graph.node('GroupNorm', inputs, pixels.shape, {
    name: path,
    domain: 'com.microsoft',
    attributes: {
      groups: { int: groups },
      epsilon: { float: eps },
      activation: { int: 0 },
      channels_last: { int: 1 },
    },
  });
  return transpose(graph, normalised, [0, 3, 1, 2]);
}
