import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { guidanceEmbedding } from '../graphs/timestep-embedding.ts';
import { buildPromptKeyGraph, buildTimeShiftGraph } from '../graphs/unet.ts';
import type { UnetGraphConfig } from '../graphs/unet-body.ts';
import { floatTensor } from './network-input.ts';
import { Tensor } from './onnx-runtime.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runForTensors, type SessionOptions, type Tensors } from './sessions.ts';

/** Inputs of a UNet's steps that depend on the timestep alone, and on guidance where the network takes it. */
export interface TimeShifts {
  /** Opens the session ahead of the first call. */
  open(): Promise<void>;
  /** Computes several at once: the weights, 100 MB at full size, are then read once and not once per step. */
  prepare(timesteps: readonly number[], guidanceScale: number): Promise<void>;
  /** `….time_emb_proj` `[1, channels]` of every resnet, by the names of the step graph's inputs. */
  at(timestep: number, guidanceScale: number): Promise<Tensors>;
  dispose(): Promise<void>;
}

/** Inputs of a UNet's steps that depend on the prompt alone. */
export interface PromptKeys {
  /** Opens the session of a shape ahead of the first call. */
  open(shape: PromptKeyShape): Promise<void>;
  /**
   * `….to_k` and `….to_v` `[batch, promptTokens, channels]` of every cross-attention, by the names of the step graph's inputs.
   * @param promptEmbeds `[batch, promptTokens, crossAttentionDim]`. The result is kept for as long as this array is.
   */
  of(promptEmbeds: Float32Array, shape: PromptKeyShape): Promise<Tensors>;
  dispose(): Promise<void>;
}

/** Prompts of one call, and the tokens of each: 77 for each window. */
export interface PromptKeyShape {
  readonly batch: number;
  readonly promptTokens: number;
}

/** Timesteps of one call, missing ones zero: more rows hardly cost more than one. */
const CHUNK = 32;

/** Timesteps that are kept, 80 kB each at full size: those of the last runs, which are mostly the same ones. */
const KEPT = 256;

/** Nothing is loaded before the first call. Calls throw ModelError, and GraphError where weights do not fit. */
export function openTimeShifts(
  config: UnetGraphConfig,
  weights: TensorIndex,
  options: SessionOptions,
): TimeShifts {
  const sessions = createSessionCache(
    'UNet',
    (shape: { timesteps: number }) =>
      buildTimeShiftGraph(config, weights, shape, graphOptions(options)),
    options,
  );
  const { timeCondProjDim } = config;
  // Least recently computed first.
  const known = new Map<string, Tensors>();
  const keyOf = (timestep: number, guidanceScale: number): string => `${timestep} ${guidanceScale}`;

  async function compute(timesteps: readonly number[], guidanceScale: number): Promise<void> {
    const input = new Float32Array(CHUNK);
    input.set(timesteps);
    const feeds = {
      timestep: floatTensor('Timesteps', input, [CHUNK]),
      ...(timeCondProjDim !== null && {
        timestep_cond: repeatedRows(guidanceEmbedding(guidanceScale, timeCondProjDim), CHUNK),
      }),
    };
    const results = await sessions.use({ timesteps: CHUNK }, (session) =>
      runForTensors('UNet', session, feeds),
    );
    for (const [row, timestep] of timesteps.entries()) {
      known.set(keyOf(timestep, guidanceScale), rowOf(results, row));
    }
    for (const key of known.keys()) {
      if (known.size <= KEPT) return;
      known.delete(key);
    }
  }

  return {
    open: () => sessions.use({ timesteps: CHUNK }, async () => {}),
    async prepare(timesteps, guidanceScale) {
      const missing = [...new Set(timesteps)].filter(
        (timestep) => !known.has(keyOf(timestep, guidanceScale)),
      );
      for (let first = 0; first < missing.length; first += CHUNK) {
        await compute(missing.slice(first, first + CHUNK), guidanceScale);
      }
    },
    async at(timestep, guidanceScale) {
      const key = keyOf(timestep, guidanceScale);
      if (!known.has(key)) await compute([timestep], guidanceScale);
      return known.get(key)!;
    },
    dispose: sessions.dispose,
  };
}

/** As `openTimeShifts`. */
export function openPromptKeys(
  config: UnetGraphConfig,
  weights: TensorIndex,
  options: SessionOptions,
): PromptKeys {
  const sessions = createSessionCache(
    'UNet',
    (shape: PromptKeyShape) => buildPromptKeyGraph(config, weights, shape, graphOptions(options)),
    options,
  );
  const known = new WeakMap<Float32Array, Tensors>();

  return {
    open: (shape) => sessions.use(shape, async () => {}),
    async of(promptEmbeds, shape) {
      const { batch, promptTokens } = shape;
      const inputShape = [batch, promptTokens, config.crossAttentionDim];
      const prompt = floatTensor('The prompt', promptEmbeds, inputShape);
      const keys =
        known.get(promptEmbeds) ??
        (await sessions.use(shape, (session) =>
          runForTensors('UNet', session, { encoder_hidden_states: prompt }),
        ));
      known.set(promptEmbeds, keys);
      return keys;
    },
    dispose: sessions.dispose,
  };
}

function repeatedRows(row: Float32Array, count: number): Tensor {
  const rows = new Float32Array(count * row.length);
  for (let k = 0; k < count; k++) rows.set(row, k * row.length);
  return floatTensor('The guidance', rows, [count, row.length]);
}

/** One row of each matrix, still as a matrix. */
function rowOf(matrices: Tensors, row: number): Tensors {
  const rows = Object.entries(matrices).map(([name, { data, dims }]) => {
    const [, width = 0] = dims;
    const values = (data as Float32Array).slice(row * width, (row + 1) * width);
    return [name, new Tensor('float32', values, [1, width])];
  });
  return Object.fromEntries(rows) as Tensors;
}
