import { performance } from 'node:perf_hooks';

import { type InferenceSession, Tensor } from 'onnxruntime-node';

import type { DiffusersModel } from '../checkpoints/diffusers-model.ts';
import { buildTextEncoderGraph } from '../graphs/clip-text-encoder.ts';
import { type BuiltGraph, GraphBuilder } from '../graphs/graph-builder.ts';
import { buildUnetGraph } from '../graphs/unet.ts';
import { buildVaeDecoderGraph } from '../graphs/vae-decoder.ts';
import { openSession, runSession, type SessionOptions } from './sessions.ts';

/** One line of the table, in the order of measuring. Times are wall-clock seconds. */
export type Measurement =
  | {
      readonly kind: 'matrix-product';
      /** Floating-point operations per second of one large matrix product: what this machine can do at best. */
      readonly operationsPerSecond: number;
    }
  | {
      readonly kind: 'network';
      readonly network: string;
      /** From the graph's first node to a session that can run. */
      readonly openSeconds: number;
      /** Best and middle of the runs. */
      readonly bestSeconds: number;
      readonly medianSeconds: number;
      /** Processor seconds of an average run, over all cores. */
      readonly cpuSeconds: number;
      /** Floating-point operations of one run. */
      readonly operations: number;
      /** Of the matrix product's operations per second, measured in the same process. */
      readonly shareOfPeak: number;
    }
  | {
      readonly kind: 'memory';
      /** Largest resident set of this process so far, mapped weights included. */
      readonly peakBytes: number;
    };

export interface BenchmarkOptions {
  /** Latent pixels, as is `width`. */
  readonly height: number;
  readonly width: number;
  /** Runs per network after a first one that does not count. */
  readonly runs: number;
  readonly sessions?: SessionOptions;
  readonly signal?: AbortSignal;
}

/**
 * Measures a model on this machine: the machine's matrix product, then each network of text to image as a pipeline runs
 * it (one prompt; a picture with guidance, so batch 2; one picture decoded), then memory. Inputs are made up: times do
 * not depend on them. Sessions are closed again. Ends at the signal with its reason.
 *
 * @throws GraphError, ModelError
 */
export async function* benchmarkModel(
  { textEncoder, unet, vae }: Pick<DiffusersModel, 'textEncoder' | 'unet' | 'vae'>,
  options: BenchmarkOptions,
): AsyncGenerator<Measurement, void, undefined> {
  const { height, width } = options;
  const { maxPositionEmbeddings: tokens, vocabSize } = textEncoder.config;
  const peak = await measureMatrixProduct(options);
  yield { kind: 'matrix-product', operationsPerSecond: peak };

  const ids = Int32Array.from({ length: tokens }, (_, place) => place % vocabSize);
  yield await measureNetwork('text encoder', peak, options, {
    build: () => buildTextEncoderGraph(textEncoder.config, textEncoder.tensors, { batch: 1 }),
    feeds: { input_ids: new Tensor('int32', ids, [1, tokens]) },
    output: 'last_hidden_state',
  });

  const { inChannels, crossAttentionDim } = unet.config;
  yield await measureNetwork('UNet', peak, options, {
    build: () => buildUnetGraph(unet.config, unet.tensors, { batch: 2, height, width }),
    feeds: {
      sample: wave([2, inChannels, height, width]),
      timestep: new Tensor('float32', Float32Array.of(500, 500), [2]),
      encoder_hidden_states: wave([2, 77, crossAttentionDim]),
    },
    output: 'noise_pred',
  });

  yield await measureNetwork('VAE decoder', peak, options, {
    build: () => buildVaeDecoderGraph(vae.config, vae.tensors, { batch: 1, height, width }),
    feeds: { latents: wave([1, vae.config.latentChannels, height, width]) },
    output: 'image',
  });

  yield { kind: 'memory', peakBytes: process.resourceUsage().maxRSS * BYTES_PER_KIBIBYTE };
}

const BYTES_PER_KIBIBYTE = 1024;

/** Large enough to keep every core busy, small enough for a tenth of a second on a slow one. */
const MATRIX_SIZE = 1024;

async function measureMatrixProduct({ runs, sessions, signal }: BenchmarkOptions): Promise<number> {
  const shape = [MATRIX_SIZE, MATRIX_SIZE];
  const graph = new GraphBuilder('matrix product', new Map());
  const inputs = ['a', 'b'].map((name) => graph.input(name, 'float32', shape));
  graph.output('product', graph.node('MatMul', inputs, shape));
  const session = await openSession('matrix product', graph.finish(), sessions);
  try {
    const feeds = { a: wave(shape), b: wave(shape) };
    const { bestSeconds } = await timeRuns(runs, signal, () =>
      runSession('matrix product', session, feeds, 'product'),
    );
    return (2 * MATRIX_SIZE ** 3) / bestSeconds;
  } finally {
    await session.release();
  }
}

interface NetworkUnderTest {
  readonly build: () => BuiltGraph;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly output: string;
}

async function measureNetwork(
  network: string,
  peak: number,
  { runs, sessions, signal }: BenchmarkOptions,
  { build, feeds, output }: NetworkUnderTest,
): Promise<Measurement> {
  signal?.throwIfAborted();
  const start = performance.now();
  const graph = build();
  const session: InferenceSession = await openSession(network, graph, sessions);
  const openSeconds = (performance.now() - start) / 1000;
  try {
    const times = await timeRuns(runs, signal, () => runSession(network, session, feeds, output));
    const { operations } = graph;
    const shareOfPeak = operations / times.bestSeconds / peak;
    return { kind: 'network', network, openSeconds, ...times, operations, shareOfPeak };
  } finally {
    await session.release();
  }
}

async function timeRuns(
  runs: number,
  signal: AbortSignal | undefined,
  run: () => Promise<unknown>,
): Promise<{ bestSeconds: number; medianSeconds: number; cpuSeconds: number }> {
  await run();
  const before = process.cpuUsage();
  const seconds: number[] = [];
  for (let index = 0; index < runs; index++) {
    signal?.throwIfAborted();
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = seconds.toSorted((a, b) => a - b);
  return {
    bestSeconds: sorted[0] ?? Number.NaN,
    medianSeconds: sorted[Math.floor(runs / 2)] ?? Number.NaN,
    cpuSeconds: (user + system) / 1e6 / runs,
  };
}

/** Values between −1 and 1 that are no special case: zeros and equal numbers would be. */
function wave(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = Float32Array.from({ length }, (_, place) => Math.sin(place));
  return new Tensor('float32', values, shape);
}
