import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { linear } from './layers.ts';
import { add, reshape, silu } from './operators.ts';

const { fround } = Math;

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

/**
 * diffusers `get_guidance_scale_embedding` (LatentConsistencyModelPipeline): `[sin(w·f), cos(w·f)]` of
 * `w = 1000 · (guidanceScale − 1)`, with frequencies `f = exp(−ln 10000 · i / (half − 1))`, rounded to float32 where torch
 * rounds. Neither the order nor the last frequency is that of timesteps.
 *
 * @param width even.
 */
export function guidanceEmbedding(guidanceScale: number, width: number): Float32Array {
  const half = width / 2;
  const w = fround(fround(guidanceScale - 1) * 1000);
  const rate = fround(fround(Math.log(10_000)) / (half - 1));
  const angles = Float32Array.from(
    { length: half },
    (_, i) => w * fround(Math.exp(fround(-rate * i))),
  );
  return Float32Array.of(...angles.map(Math.sin), ...angles.map(Math.cos));
}

/**
 * diffusers `TimestepEmbedding`: linear, SiLU, linear.
 *
 * @param condition `guidanceEmbedding`s, `[batch, width]`, for a network that takes guidance as an input.
 */
export function timestepEmbedding(
  graph: GraphBuilder,
  path: string,
  projection: GraphValue,
  width: number,
  condition: GraphValue | null = null,
): GraphValue {
  const told = condition
    ? add(graph, projection, projectCondition(graph, path, condition, projection))
    : projection;
  const hidden = silu(graph, linear(graph, `${path}.linear_1`, told, width));
  return graph.module(path, linear(graph, `${path}.linear_2`, hidden, width));
}

function projectCondition(
  graph: GraphBuilder,
  path: string,
  condition: GraphValue,
  { shape: [, channels = 0] }: GraphValue,
): GraphValue {
  return linear(graph, `${path}.cond_proj`, condition, channels, { bias: false });
}
