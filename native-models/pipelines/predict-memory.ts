import type { DiffusersModel } from '../checkpoints/diffusers-model.ts';
import { buildTextEncoderGraph } from '../graphs/clip-text-encoder.ts';
import type { BuiltGraph } from '../graphs/built-graph.ts';
import { buildPromptKeyGraph, buildTimeShiftGraph, buildUnetStepGraph } from '../graphs/unet.ts';
import { buildVaeDecoderGraph } from '../graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../graphs/vae-encoder.ts';
import {
  type WeightMemory,
  memoryOfSession,
  type SessionMemory,
} from '../models/session-memory.ts';
import type { LatentSize } from './latent-size.ts';
import { defaultTileRule, smallTileRule, tileSizeOf } from './tiles.ts';

/**
 * How much memory a run may take.
 * - `usual`: everything stays open, pictures above 768 × 768 pixels go through the VAE in tiles
 * - `small`: one network at a time, weights mapped, the UNet's rows one by one, the VAE in tiles above 256 × 256. The
 *   UNet gives the same; tiles differ by a faint tint.
 */
export type Footprint = 'usual' | 'small';

/** What a run of a model takes at most, in bytes. */
export interface MemoryNeed {
  /** The process's own: itself, copies of weights, everything computed. */
  readonly ownBytes: number;
  /** Weights mapped from the user's files. With less room the system reads them again at every step. */
  readonly mappedBytes: number;
  /** How many more these would be in float32, where they are of half precision; default 0. */
  readonly narrowBytes?: number;
}

export interface MemoryQuestion extends LatentSize {
  /** Pictures that the UNet works on at once. */
  readonly batch: number;
  /** Whether the run is guided: the UNet then sees every picture twice, unless guidance is an input of its own. */
  readonly guidance: boolean;
  /** Whether the run begins from a picture. */
  readonly encodes: boolean;
  /** Whether the UNet is computed in 8-bit integers; default false. */
  readonly int8?: boolean;
  /** How weights are held with the usual footprint; default `automatic`. */
  readonly weightMemory?: WeightMemory;
  readonly footprint: Footprint;
}

/** Node, ONNX Runtime, a tokenizer and the sessions without what they compute. */
const PROCESS_BYTES = 170e6;

/** A UNet's session: nodes, plans and what depends on timesteps alone. */
const SESSION_BYTES = 32e6;

/**
 * ONNX Runtime's arena grows by doubling and is torn into pieces; convolutions and products have buffers of their own.
 * Measured with `npm run bench -- --memory`: how many times what a graph needs at once.
 */
const ARENA = { unet: 3.6, vae: 2.6 };

/** 8-bit weights and their copy in the order in which they are multiplied, as a share of the same in float32. */
const ROUNDED_WEIGHTS = 0.8;

/**
 * Predicts what a run on the processor takes at most, from the graphs that it will use: weights by how they are loaded,
 * results by how long they live. Takes a tenth of a second; nothing is loaded.
 *
 * @throws GraphError where weights do not fit the configuration
 */
export function predictMemory(
  { textEncoder, unet, vae }: Pick<DiffusersModel, 'textEncoder' | 'unet' | 'vae'>,
  question: MemoryQuestion,
): MemoryNeed {
  const { height, width, batch, guidance, encodes, int8 = false, footprint } = question;
  const isSmall = footprint === 'small';
  const weightMemory = isSmall ? 'mapped' : (question.weightMemory ?? 'automatic');
  const seesTwice = guidance && unet.config.timeCondProjDim === null;
  const pictures = seesTwice ? 2 * batch : batch;
  const rows = isSmall ? 1 : pictures;
  const tile = tileSizeOf({ height, width }, isSmall ? smallTileRule : defaultTileRule);

  const text = [buildTextEncoderGraph(textEncoder.config, textEncoder.tensors, { batch: 1 })];
  const steps = [
    buildTimeShiftGraph(unet.config, unet.tensors, { timesteps: 1 }),
    buildPromptKeyGraph(unet.config, unet.tensors, { batch: rows, promptTokens: 77 }),
    buildUnetStepGraph(unet.config, unet.tensors, { batch: rows, height, width }),
  ] as const;
  const pixels = [buildVaeDecoderGraph(vae.config, vae.tensors, { batch: 1, ...tile })];
  if (encodes) pixels.push(buildVaeEncoderGraph(vae.config, vae.tensors, { batch: 1, ...tile }));

  const networks = [
    measure(text, { weightMemory, arena: ARENA.unet, sessionBytes: 0 }),
    measure(steps, { weightMemory, arena: ARENA.unet, sessionBytes: SESSION_BYTES }),
    measure(pixels, { weightMemory, arena: ARENA.vae, sessionBytes: 0 }),
  ];
  const [, , step] = steps;
  // What is rounded is widened before, and LoRAs are added to it.
  const inFloat = memoryOfSession(step, weightMemory);
  const madeBytes = Math.max(0, step.memory.foldedBytes - inFloat.keptBytes);
  const roundedBytes = int8 ? ROUNDED_WEIGHTS * step.weightBytes + madeBytes : 0;
  const own = networks.map(({ ownBytes }, index) => ownBytes + (index === 1 ? roundedBytes : 0));
  // One network opens after the other, before anything is computed.
  const opening =
    sum(networks.map(({ keptBytes }) => keptBytes)) +
    Math.max(...networks.map(({ openingBytes }) => openingBytes));
  const atMost = (values: readonly number[]): number =>
    isSmall ? Math.max(...values) : sum(values);
  const pictureBytes = 12 * 64 * height * width * Math.max(batch, 2);
  return {
    ownBytes:
      PROCESS_BYTES + pictureBytes + (isSmall ? Math.max(...own) : Math.max(sum(own), opening)),
    mappedBytes: atMost(networks.map(({ mappedBytes }) => mappedBytes)),
    narrowBytes: atMost(networks.map(({ narrowBytes }) => narrowBytes)),
  };
}

function measure(
  graphs: readonly BuiltGraph[],
  {
    weightMemory,
    arena,
    sessionBytes,
  }: {
    readonly weightMemory: WeightMemory;
    readonly arena: number;
    readonly sessionBytes: number;
  },
): MemoryNeed & Omit<SessionMemory, 'computedBytes'> {
  let [keptBytes, openingBytes, mappedBytes, narrowBytes] = [0, 0, 0, 0];
  let ownBytes = sessionBytes;
  for (const graph of graphs) {
    const session = memoryOfSession(graph, weightMemory);
    keptBytes += session.keptBytes;
    openingBytes += session.openingBytes;
    mappedBytes += session.mappedBytes;
    narrowBytes += session.narrowBytes;
    ownBytes += session.keptBytes + arena * session.computedBytes;
  }
  return { ownBytes, mappedBytes, narrowBytes, keptBytes, openingBytes };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
