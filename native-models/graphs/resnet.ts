import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { groupNorm } from './group-norm.ts';
import { convolution } from './layers.ts';
import { add, matrixShape, pictureShape, reshape, silu } from './operators.ts';

export interface ResnetOptions {
  readonly groups: number;
  readonly eps: number;
  /** What is added to all pixels after the first convolution; the VAE's blocks have none. */
  readonly timeShift?: TimeShift;
}

/**
 * What the timestep adds to the channels of the resnet `path`, `[batch, channels]`; one row where all samples have the
 * same timestep.
 */
export type TimeShift = (path: string, channels: number) => GraphValue;

/** diffusers `ResnetBlock2D` (`time_embedding_norm` "default"): two normalised convolutions around a shortcut. */
export function resnet(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  outChannels: number,
  { groups, eps, timeShift }: ResnetOptions,
): GraphValue {
  const [, inChannels] = pictureShape(x);
  const norm = { groups, eps };

  let hidden = silu(graph, groupNorm(graph, `${path}.norm1`, x, norm));
  hidden = convolution(graph, `${path}.conv1`, hidden, { outChannels, kernel: 3 });
  if (timeShift) {
    const shift = timeShift(path, outChannels);
    const [rows] = matrixShape(shift);
    hidden = add(graph, hidden, reshape(graph, shift, [rows, outChannels, 1, 1]));
  }
  hidden = silu(graph, groupNorm(graph, `${path}.norm2`, hidden, norm));
  hidden = convolution(graph, `${path}.conv2`, hidden, { outChannels, kernel: 3 });

  const shortcut =
    inChannels === outChannels
      ? x
      : convolution(graph, `${path}.conv_shortcut`, x, { outChannels, kernel: 1 });
  return graph.module(path, add(graph, shortcut, hidden));
}
