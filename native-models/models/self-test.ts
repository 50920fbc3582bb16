import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TensorEntry } from '../checkpoints/tensor-entry.ts';
import {
  buildSelfTestGraph,
  layOutSelfTestWeights,
  selfTestInputs,
  selfTestOutputs,
} from '../graphs/self-test-graph.ts';
import { cpuProfile, type DeviceProfile, profilesOf, type Provider } from './device-profiles.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import {
  graphOptions,
  openSession,
  runForTensors,
  type SessionOptions,
  type Tensors,
} from './sessions.ts';

/** How one profile did on a device. */
export interface ProfileTrial {
  readonly profile: string;
  /** Per part of the networks, how far off the processor's results it is: length of the difference over their length. */
  readonly errors: Readonly<Record<string, number>>;
  /** Why it could not be tried at all; null where it ran. */
  readonly failure: string | null;
  readonly passed: boolean;
}

export interface SelfTestResult {
  /** The fastest profile that computes as the processor does; null where none does. */
  readonly profile: DeviceProfile | null;
  /** All that were tried, in order; the last is the one that passed. */
  readonly trials: readonly ProfileTrial[];
}

/** Of float32 everywhere: software adapters are off by 3e-6, cards that multiply with 10 binary digits by 1e-3. */
const FLOAT32_TOLERANCE = 3e-3;

/**
 * Finds out on the device itself how networks are to be run there: every profile of its provider, the fastest first,
 * until one agrees with the processor. Takes seconds. Whatever goes wrong is part of the result; a driver that ends the
 * process is for the caller to survive.
 *
 * @param onTrial told before a profile is tried: what took the process down is known then.
 */
export async function testDevice(
  provider: Provider,
  options: Pick<SessionOptions, 'deviceId' | 'threads' | 'onlyOnDevice'> = {},
  onTrial: (profile: DeviceProfile) => void = () => {},
  profiles: readonly DeviceProfile[] = profilesOf[provider],
): Promise<SelfTestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'nishiki-self-test-'));
  try {
    const weights = await writeWeights(join(folder, 'weights'));
    const { threads } = options;
    const expected = await compute(weights, { profile: cpuProfile, ...(threads && { threads }) });
    const trials: ProfileTrial[] = [];
    for (const profile of profiles) {
      onTrial(profile);
      const trial = await tryProfile(profile, weights, expected, options);
      trials.push(trial);
      if (trial.passed) return { profile, trials };
    }
    return { profile: null, trials };
  } finally {
    // The operating system clears what it does not let go of yet: 30 MB of its temporary folder.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function tryProfile(
  profile: DeviceProfile,
  weights: ReadonlyMap<string, TensorEntry>,
  expected: Tensors,
  options: SessionOptions,
): Promise<ProfileTrial> {
  try {
    const results = await compute(weights, { ...options, profile });
    const isHalf = profile.graph.computeType === 'float16';
    const outcomes = Object.entries(selfTestOutputs).map(([name, limit]) => {
      const error = relativeError(results[name], expected[name]);
      return { name, error, passed: error <= (isHalf ? limit : FLOAT32_TOLERANCE) };
    });
    const errors = Object.fromEntries(outcomes.map(({ name, error }) => [name, error]));
    const passed = outcomes.every((outcome) => outcome.passed);
    return { profile: profile.name, errors, failure: null, passed };
  } catch (error) {
    return { profile: profile.name, errors: {}, failure: reasonOf(error), passed: false };
  }
}

/** What the driver or ONNX Runtime says, without the place in its source that says it. */
function reasonOf(error: unknown): string {
  const cause = error instanceof ModelError && error.cause !== undefined ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/^\/\S+:\d+ [^]* was false\. /, '').trim();
}

async function compute(
  weights: ReadonlyMap<string, TensorEntry>,
  options: SessionOptions,
): Promise<Tensors> {
  const graph = buildSelfTestGraph(weights, graphOptions(options));
  const session = await openSession('self-test', graph, options);
  try {
    const feeds = Object.entries(selfTestInputs).map(([name, shape]) => {
      const values = new Float32Array(elements(shape));
      fill(values, 1, 0);
      return [name, floatTensor(name, values, shape)];
    });
    return await runForTensors('self-test', session, Object.fromEntries(feeds) as Tensors);
  } finally {
    await session.release();
  }
}

/** Weights of a size that keeps values about 1, as trained ones do. */
async function writeWeights(file: string): Promise<Map<string, TensorEntry>> {
  const entries = layOutSelfTestWeights(file);
  const parts = entries.map(({ name, shape, byteLength }) => {
    const values = new Float32Array(byteLength / 4);
    const fanIn = elements(shape.slice(1));
    if (shape.length > 1) fill(values, fanIn ** -0.5, 0);
    else fill(values, 0.1, name.endsWith('.weight') ? 1 : 0);
    return new Uint8Array(values.buffer);
  });
  await writeFile(file, Buffer.concat(parts));
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Evenly spread about `mean` with standard deviation `deviation`: Marsaglia's xorshift32 from the array's length. */
function fill(values: Float32Array, deviation: number, mean: number): void {
  let state = values.length || 1;
  const halfWidth = deviation * Math.sqrt(3);
  for (let index = 0; index < values.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[index] = mean + halfWidth * ((state >>> 0) / 2 ** 31 - 1);
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Infinity where a value is no number. */
function relativeError(
  actual: Tensors[string] | undefined,
  expected: Tensors[string] | undefined,
): number {
  const found = actual?.data as Float32Array;
  const wanted = expected?.data as Float32Array;
  let differences = 0;
  let squares = 0;
  for (const [index, value] of wanted.entries()) {
    differences += ((found[index] ?? Number.NaN) - value) ** 2;
    squares += value * value;
  }
  const error = Math.sqrt(differences / squares);
  return Number.isFinite(error) ? error : Infinity;
}
