import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { linear } from './layers.ts';
import { reshape, silu } from './operators.ts';

interface ProjectionOptions {
  readonly channels: number;
  readonly freqShift: number;
  readonly flipSinToCos: boolean;
}

/**
 * diffusers `get_timestep_embedding`: `[cos(t·f), sin(t·f)]` where `flipSinToCos` (Stable Diffusion), else
 * `[sin, cos]`, with frequencies `f = exp(−ln 10000 · i / (half − freqShift))`, rounded to float32 where torch rounds.
 *
 * @param timesteps `[batch]`, fractional for sigma-based schedulers.
 * @returns `[batch, channels]`.
 */
export function timestepProjection(
  graph: GraphBuilder,
  path: string,
  timesteps: GraphValue,
  { channels, freqShift, flipSinToCos }: ProjectionOptions,
): GraphValue {
  const half = channels / 2;
  const frequencies = Float32Array.from({ length: half }, (_, index) => {
    const exponent = Math.fround(-Math.log(10_000) * index);
    return Math.exp(Math.fround(exponent / (half - freqShift)));
  });
  const [batch = 0] = timesteps.shape;
  const column = reshape(graph, timesteps, [batch, 1]);
  const angles = graph.node('Mul', [column, graph.constant(frequencies, [1, half])], [batch, half]);
  const cosines = graph.node('Cos', [angles], angles.shape);
  const sines = graph.node('Sin', [angles], angles.shape);
  const parts = flipSinToCos ? [cosines, sines] : [sines, cosines];
  const attributes = { axis: { int: 1 } };
  return graph.module(path, graph.node('Concat', parts, [batch, channels], { attributes }));
}

/** diffusers `TimestepEmbedding`: linear, SiLU, linear. */
export function timestepEmbedding(
  graph: GraphBuilder,
  path: string,
  projection: GraphValue,
  width: number,
): GraphValue {
  const hidden = silu(graph, linear(graph, `${path}.linear_1`, projection, width));
  return graph.module(path, linear(graph, `${path}.linear_2`, hidden, width));
}
