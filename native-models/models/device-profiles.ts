import { cpuGraph, type GraphProfile, naiveGraph } from '../graphs/graph-profile.ts';

/** ONNX Runtime's execution providers that networks are written for. */
export type Provider = 'cpu' | 'webgpu' | 'dml' | 'cuda' | 'coreml';

/** One way to run networks on a kind of device: how their graphs are written and how their sessions are opened. */
export interface DeviceProfile {
  /** Says provider, precision and, where there is a choice, the form of attention; e.g. `webgpu-float16-decomposed`. */
  readonly name: string;
  readonly provider: Provider;
  readonly graph: GraphProfile;
  /** Numbers that the provider takes besides its name. */
  readonly providerOptions?: Readonly<Record<string, number>>;
  /** Whether ONNX Runtime plans the memory of a run ahead; DirectML does not work with that. Default true. */
  readonly memoryPattern?: boolean;
}

/** A memory plan would take, from the second run on, one more block as large as all that the first run needed. */
export const cpuProfile: DeviceProfile = {
  name: 'cpu',
  provider: 'cpu',
  graph: cpuGraph,
  memoryPattern: false,
};

/** What a plain exporter writes, run as ONNX Runtime does by default: to measure the others against. */
export const naiveProfile: DeviceProfile = { name: 'naive', provider: 'cpu', graph: naiveGraph };

/** ONNX's own operators alone, as far as the CPU form is not made of them already: what every provider can do. */
const plain: GraphProfile = {
  computeType: 'float32',
  attention: 'decomposed',
  maskedAttention: 'decomposed',
  groupNorm: 'instance-norm',
  gatedGelu: 'split',
  linear: 'gemm',
  activations: 'operators',
  convolution: 'direct',
};
const plainHalf: GraphProfile = { ...plain, computeType: 'float16' };
/** DirectML ignores a mask by attribute and WebGPU refuses it: masked attention is never one operator there. */
const fusedHalf: GraphProfile = { ...plainHalf, attention: 'multi-head' };
const fusedHalfWithNorm: GraphProfile = {
  ...fusedHalf,
  groupNorm: 'channels-last',
  gatedGelu: 'bias-split-gelu',
};

/** Flags of ONNX Runtime's CoreML provider: an ML program, on the processor and the graphics unit. */
const coreMl = { providerOptions: { coreMlFlags: 0x10 | 0x20 } };
const directMl = { memoryPattern: false };

/**
 * Profiles of a provider, the fastest first and the one that asks least of a driver last. Which of them a device
 * computes right with is tried on it once (`self-test.ts`): drivers and kernels differ where their documents agree.
 */
export const profilesOf: { readonly [P in Provider]: readonly DeviceProfile[] } = {
  cpu: [cpuProfile],
  webgpu: [
    profile('webgpu-float16', 'webgpu', fusedHalf),
    profile('webgpu-float16-decomposed', 'webgpu', plainHalf),
    profile('webgpu-float32', 'webgpu', { ...plain, attention: 'multi-head' }),
    profile('webgpu-float32-decomposed', 'webgpu', plain),
  ],
  dml: [
    profile('dml-float16', 'dml', fusedHalfWithNorm, directMl),
    profile('dml-float16-decomposed', 'dml', plainHalf, directMl),
    profile('dml-float32-decomposed', 'dml', plain, directMl),
  ],
  cuda: [
    profile('cuda-float16', 'cuda', fusedHalfWithNorm),
    profile('cuda-float16-decomposed', 'cuda', plainHalf),
    profile('cuda-float32-decomposed', 'cuda', plain),
  ],
  coreml: [
    profile('coreml-float16-decomposed', 'coreml', plainHalf, coreMl),
    profile('coreml-float32-decomposed', 'coreml', plain, coreMl),
  ],
};

function profile(
  name: string,
  provider: Provider,
  graph: GraphProfile,
  settings: Pick<DeviceProfile, 'providerOptions' | 'memoryPattern'> = {},
): DeviceProfile {
  return { name, provider, graph, ...settings };
}
