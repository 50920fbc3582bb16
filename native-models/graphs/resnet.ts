import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { convolution, groupNorm, linear } from './layers.ts';
import { add, pictureShape, reshape, silu } from './operators.ts';

export interface ResnetOptions {
  readonly groups: number;
  readonly eps: number;
  /** SiLU of the time embedding, `[batch, width]`; the VAE's blocks have none. */
  readonly activatedTimeEmbedding?: GraphValue;
}

/** diffusers `ResnetBlock2D` (`time_embedding_norm` "default"): two normalised convolutions around a shortcut. */
export function resnet(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  outChannels: number,
  { groups, eps, activatedTimeEmbedding }: ResnetOptions,
): GraphValue {
  const [batch, inChannels] = pictureShape(x);
  const norm = { groups, eps };

  let hidden = silu(graph, groupNorm(graph, `${path}.norm1`, x, norm));
  hidden = convolution(graph, `${path}.conv1`, hidden, { outChannels, kernel: 3 });
  if (activatedTimeEmbedding) {
    const time = linear(graph, `${path}.time_emb_proj`, activatedTimeEmbedding, outChannels);
    hidden = add(graph, hidden, reshape(graph, time, [batch, outChannels, 1, 1]));
  }
  hidden = silu(graph, groupNorm(graph, `${path}.norm2`, hidden, norm));
  hidden = convolution(graph, `${path}.conv2`, hidden, { outChannels, kernel: 3 });

  const shortcut =
    inChannels === outChannels
      ? x
      : convolution(graph, `${path}.conv_shortcut`, x, { outChannels, kernel: 1 });
  return graph.module(path, add(graph, shortcut, hidden));
}
