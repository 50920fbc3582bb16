import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import type { GraphOptions } from './graph-profile.ts';
import { reshape } from './operators.ts';
import { shallowUnetBody, unetBody, type UnetGraphConfig } from './unet-body.ts';
import {
  computeConditions,
  computePromptKeys,
  computeTimeShift,
  layersWithConditions,
  type PromptShape,
  receiveConditions,
} from './unet-conditions.ts';

/** Sizes that a UNet's graph is built for. */
export interface UnetShape {
  readonly batch: number;
  /** Latent pixels, as is `width`. */
  readonly height: number;
  readonly width: number;
  /** Tokens of the prompt embeddings; default 77. */
  readonly promptTokens?: number;
}

/**
 * diffusers `UNet2DConditionModel` as Stable Diffusion 1.x and 2.x configure it, in one piece.
 *
 * Inputs, all float32: `sample` `[batch, inChannels, height, width]`, `timestep` `[batch]` (fractional values are
 * welcome), `encoder_hidden_states` `[batch, promptTokens, crossAttentionDim]`, and where the network takes guidance
 * `timestep_cond` `[batch, timeCondProjDim]` (`guidanceEmbedding`). Output: `noise_pred`
 * `[batch, outChannels, height, width]`.
 *
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildUnetGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  shape: UnetShape,
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('UNet', weights, options);
  const sample = sampleInput(graph, config, shape);
  const conditions = computeConditions(graph, config, withPromptTokens(shape));
  graph.output('noise_pred', unetBody(graph, config, sample, conditions).noisePred);
  return graph.finish();
}

/*
 * The same network in three: what depends on the timestep alone is computed once per run, what depends on the prompt
 * alone once per prompt, and the rest at every step. The results of the first two are inputs of the third, under the
 * names of the layers that would compute them: `….time_emb_proj` `[1, channels]`, `….attn2.to_k` and `….attn2.to_v`
 * `[batch, promptTokens, channels]`. Each graph uses its own weights and no others.
 */

/**
 * Inputs: `sample` and the conditions, one timestep for all samples. Outputs: `noise_pred`, and `deep_features`
 * `[batch, blockOutChannels[0], height, width]`, which costs nothing where it is not asked for.
 */
export function buildUnetStepGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  shape: UnetShape,
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('UNet', weights, options);
  const sample = sampleInput(graph, config, shape);
  const conditions = receiveConditions(graph, withPromptTokens(shape));
  const { noisePred, deepFeatures } = unetBody(graph, config, sample, conditions);
  graph.output('noise_pred', noisePred);
  graph.output('deep_features', deepFeatures);
  return graph.finish();
}

/**
 * A step that takes over what most of the network said at an earlier one (see `shallowUnetBody`). Inputs: `sample`,
 * `deep_features` and the conditions of its one layer. Output: `noise_pred`.
 */
export function buildShallowUnetGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  shape: UnetShape,
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('UNet', weights, options);
  const sample = sampleInput(graph, config, shape);
  const { batch, height, width } = shape;
  const [channels = 0] = config.blockOutChannels;
  const deepFeatures = graph.floatInput('deep_features', [batch, channels, height, width]);
  const conditions = receiveConditions(graph, withPromptTokens(shape));
  graph.output('noise_pred', shallowUnetBody(graph, config, sample, conditions, deepFeatures));
  return graph.finish();
}

/** Inputs: `timestep` `[timesteps]`, and `timestep_cond` as above. Outputs: `….time_emb_proj` `[timesteps, channels]` of every resnet. */
export function buildTimeShiftGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  { timesteps }: { readonly timesteps: number },
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('UNet', weights, options);
  const timeShift = computeTimeShift(graph, config, timesteps);
  for (const { path, channels } of layersWithConditions(config).resnets) {
    graph.output(`${path}.time_emb_proj`, timeShift(path, channels));
  }
  return graph.finish();
}

/** Input: `encoder_hidden_states`. Outputs: `….to_k` and `….to_v` `[batch, promptTokens, channels]` of every layer. */
export function buildPromptKeyGraph(
  config: UnetGraphConfig,
  weights: TensorIndex,
  { batch, promptTokens }: { readonly batch: number; readonly promptTokens: number },
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('UNet', weights, options);
  const promptKeys = computePromptKeys(graph, config, { batch, promptTokens });
  for (const { path, channels } of layersWithConditions(config).attentions) {
    const { key, value } = promptKeys(path, channels);
    const shape = [batch, promptTokens, channels];
    graph.output(`${path}.to_k`, reshape(graph, key, shape));
    graph.output(`${path}.to_v`, reshape(graph, value, shape));
  }
  return graph.finish();
}

function sampleInput(
  graph: GraphBuilder,
  { inChannels }: UnetGraphConfig,
  { batch, height, width }: UnetShape,
): GraphValue {
  return graph.floatInput('sample', [batch, inChannels, height, width]);
}

/** Tokens of one window of a prompt. */
const WINDOW = 77;

function withPromptTokens({ batch, promptTokens = WINDOW }: UnetShape): PromptShape {
  return { batch, promptTokens };
}
