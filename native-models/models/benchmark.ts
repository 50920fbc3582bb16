import { performance } from 'node:perf_hooks';

import type { DiffusersModel } from '../checkpoints/diffusers-model.ts';
import { buildTextEncoderGraph } from '../graphs/clip-text-encoder.ts';
import type { BuiltGraph } from '../graphs/built-graph.ts';
import { GraphBuilder, type GraphValue } from '../graphs/graph-builder.ts';
import type { GraphOptions } from '../graphs/graph-profile.ts';
import { reshape } from '../graphs/operators.ts';
import { type Int8Layer, type Int8Layers, mayBeInt8 } from '../graphs/int8-layers.ts';
import { buildShallowUnetGraph, buildUnetGraph, buildUnetStepGraph } from '../graphs/unet.ts';
import type { UnetGraphConfig } from '../graphs/unet-body.ts';
import { layersWithConditions } from '../graphs/unet-conditions.ts';
import { buildVaeDecoderGraph } from '../graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../graphs/vae-encoder.ts';
import { cpuProfile, naiveProfile } from './device-profiles.ts';
import { type InferenceSession, Tensor } from './onnx-runtime.ts';
import { openSession, runForTensors, type SessionOptions } from './sessions.ts';

/** A network as a pipeline runs it: the UNet with guidance, so on two rows; the others on one prompt or picture. */
export type BenchmarkNetwork =
  | 'text encoder'
  | 'UNet'
  | 'UNet, shallow step'
  | 'VAE decoder'
  | 'VAE encoder';

export interface NetworkCase {
  readonly network: BenchmarkNetwork;
  /** Latent pixels, as is `width`. */
  readonly height: number;
  readonly width: number;
  /** Nishiki's graphs, the same with a UNet in 8-bit integers, or what a plain exporter writes. */
  readonly form: 'cpu' | 'int8' | 'naive';
  readonly sessions: Omit<SessionOptions, 'profile'>;
}

export interface RunTimes {
  /** Wall-clock seconds of the best run and of the middle one. */
  readonly bestSeconds: number;
  readonly medianSeconds: number;
  /**
   * Processor seconds of the cheapest run, over all cores. Divided by the threads it is the time that as many free cores
   * take at least, whatever else the machine does meanwhile.
   */
  readonly cpuSeconds: number;
}

export interface NetworkMeasurement extends RunTimes {
  /** From the graph's first node to a session that can run. */
  readonly openSeconds: number;
  readonly openCpuSeconds: number;
  /** By how much the resident set grew meanwhile. Mapped weights join it with the first run. */
  readonly openBytes: number;
  /** Floating-point operations of one run. */
  readonly operations: number;
}

export interface Repetitions {
  /** At most so many runs, and at least two. */
  readonly runs: number;
  /** No further run begins after so many seconds. */
  readonly seconds: number;
}

/**
 * Measures one network. Inputs are made up: times do not depend on them. Memory figures hold for a process that has
 * opened nothing before. The session is closed again.
 *
 * @throws GraphError, ModelError
 */
export async function measureNetwork(
  model: Pick<DiffusersModel, 'textEncoder' | 'unet' | 'vae'>,
  { network, height, width, form, sessions }: NetworkCase,
  repetitions: Repetitions,
): Promise<NetworkMeasurement> {
  const profile = form === 'naive' ? naiveProfile : cpuProfile;
  const size = { network, height, width };
  const { build, feeds } = networkUnderTest(model, size, {
    profile: profile.graph,
    ...(form === 'int8' && { int8: everyInt8Layer(model.unet) }),
  });
  const [start, cpuBefore, bytesBefore] = [performance.now(), process.cpuUsage(), residentBytes()];
  const graph = build();
  const session = await openSession(network, graph, { ...sessions, profile });
  const opening = {
    openSeconds: (performance.now() - start) / 1000,
    openCpuSeconds: cpuSecondsSince(cpuBefore),
    openBytes: residentBytes() - bytesBefore,
  };
  try {
    const times = await timeRuns(repetitions, () => runForTensors(network, session, feeds));
    return { ...opening, ...times, operations: graph.operations };
  } finally {
    await session.release();
  }
}

interface NetworkUnderTest {
  readonly build: () => BuiltGraph;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

function networkUnderTest(
  { textEncoder, unet, vae }: Pick<DiffusersModel, 'textEncoder' | 'unet' | 'vae'>,
  { network, height, width }: Pick<NetworkCase, 'network' | 'height' | 'width'>,
  options: GraphOptions,
): NetworkUnderTest {
  switch (network) {
    case 'text encoder': {
      const { config, tensors } = textEncoder;
      const tokens = config.maxPositionEmbeddings;
      const ids = Int32Array.from({ length: tokens }, (_, place) => place % config.vocabSize);
      return {
        build: () => buildTextEncoderGraph(config, tensors, { batch: 1 }, options),
        feeds: { input_ids: new Tensor('int32', ids, [1, tokens]) },
      };
    }
    case 'UNet': {
      const { config, tensors } = unet;
      return {
        build: () => buildUnetGraph(config, tensors, { batch: 2, height, width }, options),
        feeds: {
          sample: wave([2, config.inChannels, height, width]),
          timestep: new Tensor('float32', Float32Array.of(500, 500), [2]),
          ...(config.timeCondProjDim !== null && {
            timestep_cond: wave([2, config.timeCondProjDim]),
          }),
          encoder_hidden_states: wave([2, 77, config.crossAttentionDim]),
        },
      };
    }
    case 'UNet, shallow step': {
      const { config, tensors } = unet;
      const [channels = 0] = config.blockOutChannels;
      return {
        build: () => buildShallowUnetGraph(config, tensors, { batch: 2, height, width }, options),
        feeds: {
          sample: wave([2, config.inChannels, height, width]),
          deep_features: wave([2, channels, height, width]),
          ...conditionsOfShallowStep(config),
        },
      };
    }
    case 'VAE decoder':
    case 'VAE encoder': {
      const { config, tensors } = vae;
      const scale = 2 ** (config.blockOutChannels.length - 1);
      if (network === 'VAE decoder') {
        return {
          build: () => buildVaeDecoderGraph(config, tensors, { batch: 1, height, width }, options),
          feeds: { latents: wave([1, config.latentChannels, height, width]) },
        };
      }
      const image = { batch: 1, height: scale * height, width: scale * width };
      return {
        build: () => buildVaeEncoderGraph(config, tensors, image, options),
        feeds: { image: wave([1, config.inChannels, image.height, image.width]) },
      };
    }
  }
}

/** All layers that calibration chooses from, in ranges that are made up: times do not depend on them. */
function everyInt8Layer({ config, tensors }: DiffusersModel['unet']): Int8Layers {
  const range = { min: -4, max: 4 };
  const layers = new Map<string, Int8Layer>();
  const shape = { batch: 1, height: 64, width: 64 };
  buildUnetStepGraph(config, tensors, shape, {
    onLayer(_graph, layer) {
      const { kind, path } = layer;
      if (!mayBeInt8(layer)) return;
      layers.set(path, kind === 'linear' ? { kind } : { kind, input: range, output: range });
    },
  });
  return layers;
}

function conditionsOfShallowStep(config: UnetGraphConfig): Record<string, Tensor> {
  const block = `up_blocks.${config.upBlockTypes.length - 1}`;
  const { resnets, attentions } = layersWithConditions(config);
  const resnet = resnets.findLast(({ path }) => path.startsWith(block));
  const attention = attentions.findLast(({ path }) => path.startsWith(block));
  return {
    ...(resnet && { [`${resnet.path}.time_emb_proj`]: wave([1, resnet.channels]) }),
    ...(attention && {
      [`${attention.path}.to_k`]: wave([2, 77, attention.channels]),
      [`${attention.path}.to_v`]: wave([2, 77, attention.channels]),
    }),
  };
}

/** Rows, inner size and columns of matrix products large enough to keep every core busy; which is fastest differs. */
const MATRIX_SIZES = [
  [1024, 1024, 1024],
  [2048, 1280, 1280],
] as const;

export interface MatrixProductSpeed {
  /** Floating-point operations per second of wall clock, and per second of the processors divided by the threads. */
  readonly byWallClock: number;
  readonly byProcessor: number;
}

/**
 * What this machine can do at best: its fastest matrix product, the second factor packed beforehand as a layer's weights
 * are.
 *
 * @param threads by which processor time is divided.
 */
export async function measureMatrixProduct(
  threads: number,
  repetitions: Repetitions,
  sessions: SessionOptions = {},
): Promise<MatrixProductSpeed> {
  const speeds: MatrixProductSpeed[] = [];
  for (const [rows, inner, columns] of MATRIX_SIZES) {
    const graph = new GraphBuilder('matrix product', new Map());
    const a = graph.input('a', 'float32', [rows, inner]);
    const b = foldedWave(graph, [inner, columns]);
    graph.output('product', graph.node('MatMul', [a, b], [rows, columns]));
    const options: SessionOptions = { ...sessions, weightMemory: 'prepacked' };
    const session: InferenceSession = await openSession('matrix product', graph.finish(), options);
    const feeds = { a: wave([rows, inner]) };
    const times = await timeRuns(repetitions, () =>
      runForTensors('matrix product', session, feeds),
    );
    await session.release();
    const operations = 2 * rows * inner * columns;
    speeds.push({
      byWallClock: operations / times.bestSeconds,
      byProcessor: (operations / times.cpuSeconds) * threads,
    });
  }
  return {
    byWallClock: Math.max(...speeds.map((speed) => speed.byWallClock)),
    byProcessor: Math.max(...speeds.map((speed) => speed.byProcessor)),
  };
}

async function timeRuns(
  { runs, seconds: limit }: Repetitions,
  run: () => Promise<unknown>,
): Promise<RunTimes> {
  const [begun, wall, cpu]: [number, number[], number[]] = [performance.now(), [], []];
  while (wall.length < 2 || (wall.length < runs && performance.now() - begun < 1000 * limit)) {
    const [start, cpuBefore] = [performance.now(), process.cpuUsage()];
    await run();
    wall.push((performance.now() - start) / 1000);
    cpu.push(cpuSecondsSince(cpuBefore));
  }
  const sorted = wall.toSorted((a, b) => a - b);
  return {
    bestSeconds: sorted[0] ?? Number.NaN,
    medianSeconds: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    cpuSeconds: Math.min(...cpu),
  };
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function residentBytes(): number {
  return process.memoryUsage.rss();
}

function wave(shape: readonly number[]): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return new Tensor('float32', waveValues(length), shape);
}

/** The same values as a constant that ONNX Runtime makes while loading. */
function foldedWave(graph: GraphBuilder, shape: readonly [number, number]): GraphValue {
  const length = shape[0] * shape[1];
  const bounds = [0, length, 1].map((value) => graph.constant([value], []));
  const places = graph.node('Range', bounds, [length]);
  return reshape(graph, graph.node('Sin', [places], [length]), shape);
}

/** Values between −1 and 1 that are no special case: zeros and equal numbers would be. */
function waveValues(length: number): Float32Array {
  return Float32Array.from({ length }, (_, place) => Math.sin(place));
}
