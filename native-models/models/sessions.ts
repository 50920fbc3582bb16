import { stat } from 'node:fs/promises';

import type { BuiltGraph } from '../graphs/built-graph.ts';
import type { GraphOptions } from '../graphs/graph-profile.ts';
import { cpuProfile, type DeviceProfile } from './device-profiles.ts';
import { ModelError } from './model-error.ts';
import { InferenceSession, type Tensor } from './onnx-runtime.ts';
import { adaptsWhileRunning, isPrepacked, type WeightMemory } from './session-memory.ts';
import type { SessionTurns } from './session-turns.ts';

/** How networks run. Every field has a default that suits one worker on a machine that also shows the studio. */
export interface SessionOptions {
  /** What computes, and how graphs are written for it; default: the processor. */
  readonly profile?: DeviceProfile;
  /** Which of several adapters of the profile's provider; default 0. WebGPU and CoreML choose by themselves. */
  readonly deviceId?: number;
  /** Fail to open rather than leave operators that the provider does not have to the processor. Default false. */
  readonly onlyOnDevice?: boolean;
  /** Threads of one operator; default: ONNX Runtime's choice, one per physical core. Workers that share cores say. */
  readonly threads?: number;
  /**
   * Let idle threads spin while they wait for the next operator. Up to 15 % faster per step on idle cores, but up to
   * twice as slow when anything else wants the cores (the window, a second worker). Default false.
   */
  readonly spinning?: boolean;
  /** Default `automatic`. */
  readonly weightMemory?: WeightMemory;
  /** Sessions kept per network, one per picture size and batch; default 2. The least recently used goes first. */
  readonly sessionsPerNetwork?: number;
  /**
   * How much memory is left. Asked before a network opens a further session: where that would not fit, the ones it has are
   * closed first, as sessions of other sizes have copies of the same weights. Default: not asked.
   */
  readonly availableBytes?: () => number;
  /** Shared by networks of which only one may be in memory at a time. */
  readonly turns?: SessionTurns;
}

/**
 * Opens an ONNX Runtime session on a graph.
 *
 * @param network what errors call it, e.g. `UNet`.
 * @throws ModelError `weights-changed`, `session-failed` or `out-of-memory`.
 */
export async function openSession(
  network: string,
  graph: BuiltGraph,
  options: SessionOptions = {},
): Promise<InferenceSession> {
  await checkWeightFiles(network, graph);
  try {
    return await InferenceSession.create(graph.model, sessionOptions(graph, options));
  } catch (cause) {
    throw new ModelError(
      isOutOfMemory(cause) ? 'out-of-memory' : 'session-failed',
      `The ${network} could not be prepared: ${messageOf(cause)}. The model's files are unchanged. ` +
        `If memory ran out, close other programs or choose a smaller picture.`,
      { cause },
    );
  }
}

/** Runs a session for one of its results. @throws ModelError `run-failed`, `out-of-memory`. */
export async function runSession(
  network: string,
  session: InferenceSession,
  feeds: Tensors,
  output: string,
): Promise<Float32Array> {
  return floatsOf(await runForTensors(network, session, feeds, [output]), output);
}

/** The numbers of one of a run's results. */
export function floatsOf(results: Tensors, output: string): Float32Array {
  const data = results[output]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`There is no float32 "${output}"`);
  return data;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** Runs a session for several of its results; default: all. @throws ModelError `run-failed`. */
export async function runForTensors(
  network: string,
  session: InferenceSession,
  feeds: Tensors,
  outputs: readonly string[] = session.outputNames,
): Promise<Tensors> {
  try {
    return await session.run(feeds, outputs);
  } catch (cause) {
    throw new ModelError(
      isOutOfMemory(cause) ? 'out-of-memory' : 'run-failed',
      `The ${network} stopped: ${messageOf(cause)}. Pictures already finished are kept; ` +
        `try again, with a smaller picture if memory ran out.`,
      { cause },
    );
  }
}

/** How graphs are to be written for the sessions that these options open. */
export function graphOptions({ profile = cpuProfile }: SessionOptions): GraphOptions {
  return { profile: profile.graph };
}

function sessionOptions(
  graph: BuiltGraph,
  {
    profile = cpuProfile,
    deviceId,
    onlyOnDevice = false,
    threads,
    spinning = false,
    weightMemory = 'automatic',
  }: SessionOptions,
): InferenceSession.SessionOptions {
  const { provider, providerOptions, memoryPattern = true } = profile;
  // Another device has its own memory: weights are copied there, whatever they were before.
  const onProcessor = provider === 'cpu';
  const prepacked = !onProcessor || isPrepacked(weightMemory, graph.weightBytes);
  const adapts = onProcessor && adaptsWhileRunning(graph, weightMemory);
  return {
    executionProviders: [
      { name: provider, ...providerOptions, ...(deviceId !== undefined && { deviceId }) },
    ],
    enableMemPattern: memoryPattern,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    // 'all' turns convolutions to blocks of channels, which copies their weights: not for mapped ones.
    graphOptimizationLevel: prepacked ? 'all' : 'extended',
    logSeverityLevel: LOG_ERRORS_ONLY,
    extra: {
      ...(adapts && { optimization: { disable_specified_optimizers: 'ConstantFolding' } }),
      session: {
        model_external_initializers_file_folder_path: graph.externalDataFolder,
        disable_prepacking: prepacked ? '0' : '1',
        disable_cpu_ep_fallback: onlyOnDevice ? '1' : '0',
        intra_op: { allow_spinning: spinning ? '1' : '0' },
      },
    },
  };
}

const LOG_ERRORS_ONLY = 3;

/**
 * ONNX Runtime has no code for it: its arena says "Failed to allocate memory", C++ `std::bad_alloc` or "bad allocation",
 * the system that maps files ENOMEM.
 */
function isOutOfMemory(cause: unknown): boolean {
  return /failed to allocate|bad_alloc|bad allocation|out of memory|cannot allocate memory/i.test(
    messageOf(cause),
  );
}

/** A mapped file that has become shorter would end the process the moment its missing end is read. */
async function checkWeightFiles(network: string, graph: BuiltGraph): Promise<void> {
  for (const [file, neededBytes] of graph.weightFiles) {
    const found = await stat(file).catch((cause: unknown) => {
      throw weightsChanged(network, file, `it cannot be opened (${messageOf(cause)})`, cause);
    });
    if (found.size < neededBytes)
      throw weightsChanged(network, file, `it has ${found.size} bytes of at least ${neededBytes}`);
  }
}

function weightsChanged(network: string, file: string, what: string, cause?: unknown): ModelError {
  return new ModelError(
    'weights-changed',
    `The weights of the ${network} have changed since the model was read: ${what}. File: ${file}. ` +
      `Put the file back, or import the model again.`,
    { cause },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
