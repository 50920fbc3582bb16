import { keysAndValues } from './attention.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import { linear } from './layers.ts';
import { reshape, silu } from './operators.ts';
import type { TimeShift } from './resnet.ts';
import { timestepEmbedding, timestepProjection } from './timestep-embedding.ts';
import type { PromptKeys } from './transformer.ts';
import { unetBody, type UnetConditions, type UnetGraphConfig } from './unet-body.ts';

export interface PromptShape {
  readonly batch: number;
  readonly promptTokens: number;
}

/** Conditions from the inputs `timestep` `[batch]`, `timestep_cond` where there is guidance, and `encoder_hidden_states`. */
export function computeConditions(
  graph: GraphBuilder,
  config: UnetGraphConfig,
  shape: PromptShape,
): UnetConditions {
  return {
    timeShift: computeTimeShift(graph, config, shape.batch),
    promptKeys: computePromptKeys(graph, config, shape),
  };
}

/**
 * From the input `timestep` `[timesteps]`: embedded and activated once, then projected for each resnet. A network that takes
 * guidance has the input `timestep_cond` `[timesteps, timeCondProjDim]` besides (`guidanceEmbedding`).
 */
export function computeTimeShift(
  graph: GraphBuilder,
  config: UnetGraphConfig,
  timesteps: number,
): TimeShift {
  const { blockOutChannels, freqShift, flipSinToCos, timeCondProjDim } = config;
  const [channels = 0] = blockOutChannels;
  const timestep = graph.input('timestep', 'float32', [timesteps]);
  const condition =
    timeCondProjDim === null
      ? null
      : graph.floatInput('timestep_cond', [timesteps, timeCondProjDim]);
  const options = { channels, freqShift, flipSinToCos };
  // Angles up to 1000 have no place after the decimal point in half precision.
  const projection = graph.computed(timestepProjection(graph, 'time_proj', timestep, options));
  const embedding = timestepEmbedding(graph, 'time_embedding', projection, 4 * channels, condition);
  const activated = silu(graph, embedding);
  return (path, outChannels) => linear(graph, `${path}.time_emb_proj`, activated, outChannels);
}

/** From the input `encoder_hidden_states` `[batch, promptTokens, crossAttentionDim]`. */
export function computePromptKeys(
  graph: GraphBuilder,
  { crossAttentionDim }: UnetGraphConfig,
  { batch, promptTokens }: PromptShape,
): PromptKeys {
  const prompt = graph.floatInput('encoder_hidden_states', [
    batch,
    promptTokens,
    crossAttentionDim,
  ]);
  const rows = reshape(graph, prompt, [batch * promptTokens, crossAttentionDim]);
  return (path, channels) => keysAndValues(graph, path, rows, channels, { bias: false });
}

/** Conditions that come as inputs, one for each result of `computeConditions`; a single row of time shifts. */
export function receiveConditions(
  graph: GraphBuilder,
  { batch, promptTokens }: PromptShape,
): UnetConditions {
  const receiveRows = (name: string, channels: number): GraphValue => {
    const sequences = graph.floatInput(name, [batch, promptTokens, channels]);
    return reshape(graph, sequences, [batch * promptTokens, channels]);
  };
  return {
    timeShift: (path, channels) => graph.floatInput(`${path}.time_emb_proj`, [1, channels]),
    promptKeys: (path, channels) => ({
      key: receiveRows(`${path}.to_k`, channels),
      value: receiveRows(`${path}.to_v`, channels),
    }),
  };
}

interface Layer {
  readonly path: string;
  readonly channels: number;
}

/** The layers of a UNet that take conditions, found by laying one out that is never run. */
export function layersWithConditions(config: UnetGraphConfig): {
  readonly resnets: readonly Layer[];
  readonly attentions: readonly Layer[];
} {
  const graph = new GraphBuilder('UNet', new Map());
  const resnets: Layer[] = [];
  const attentions: Layer[] = [];
  const received = receiveConditions(graph, { batch: 1, promptTokens: 1 });
  const side = 2 ** config.blockOutChannels.length;
  unetBody(graph, config, graph.floatInput('sample', [1, config.inChannels, side, side]), {
    timeShift: (path, channels) => {
      resnets.push({ path, channels });
      return received.timeShift(path, channels);
    },
    promptKeys: (path, channels) => {
      attentions.push({ path, channels });
      return received.promptKeys(path, channels);
    },
  });
  return { resnets, attentions };
}
