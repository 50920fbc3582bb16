import type { TensorEntry, TensorIndex } from '../checkpoints/tensor-entry.ts';
import { deltasOf, type WeightDelta } from '../checkpoints/weight-delta.ts';
import type { BuiltGraph } from './built-graph.ts';
import { constantsFirst, divideNodes } from './constant-nodes.ts';
import { GraphConstants } from './graph-constants.ts';
import { measureGraphMemory, type SizedValue } from './graph-memory.ts';
import { cpuGraph, type GraphOptions, type GraphProfile } from './graph-profile.ts';
import type { Int8Layers, ProductLayer } from './int8-layers.ts';
import {
  ELEMENT_TYPE,
  type ElementType,
  encodeOnnxModel,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxValueInfo,
} from './onnx-proto.ts';
import { StoredTensors } from './stored-tensors.ts';
import { addWeightDelta } from './weight-delta.ts';

/** A tensor that flows through the graph. Every size is known while building: batch and picture size are baked in. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** `com.microsoft` for ONNX Runtime's own operators. */
  readonly domain?: 'com.microsoft';
  /** Shown in profiles; defaults to the operator and a number. */
  readonly name?: string;
  /** Of the results, in order; default: that of the first input. */
  readonly types?: readonly ElementType[];
}

const OPERATOR_SETS = [
  { domain: '', version: 20 },
  { domain: 'com.microsoft', version: 1 },
];

/**
 * Collects nodes, constants and references to weights, and writes them as an ONNX model.
 *
 * Weights are never read: an initializer refers to bytes of the user's own file (`external_data`). What they are not
 * yet (of the profile's type, with the LoRAs added) nodes make of them, which ONNX Runtime folds while loading, or runs.
 */
export class GraphBuilder {
  readonly profile: GraphProfile;
  /** Layers to be computed in 8-bit integers. */
  readonly int8: Int8Layers;
  /** Is told of every layer with a product, once it is there. */
  readonly onLayer: (layer: ProductLayer) => void;
  readonly #network: string;
  readonly #weights: TensorIndex;
  /** Modules whose results are wanted and that have not come yet. */
  readonly #intermediates: Set<string>;
  readonly #nodes: OnnxNode[] = [];
  /** Results of nodes, and inputs. */
  readonly #values = new Map<string, SizedValue>();
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #constants = new GraphConstants();
  readonly #stored = new StoredTensors();
  /** Keys of the checkpoint among the names in `#stored`. */
  readonly #weightKeys = new Set<string>();
  /** What was made once and is used again. */
  readonly #made = new Map<string, unknown>();
  #operations = 0;

  /**
   * @param network what errors call this network, e.g. `UNet`.
   * @param options intermediates become extra outputs under their own names.
   */
  constructor(
    network: string,
    weights: TensorIndex,
    { intermediates = [], profile = cpuGraph, int8 = new Map(), onLayer }: GraphOptions = {},
  ) {
    this.profile = profile;
    this.int8 = int8;
    this.onLayer = (layer) => onLayer?.(this, layer);
    this.#network = network;
    this.#weights = weights;
    this.#intermediates = new Set(intermediates);
  }

  input(name: string, type: ElementType, shape: readonly number[]): GraphValue {
    const value = { name, type, shape };
    this.#inputs.push(value);
    this.#values.set(name, value);
    return value;
  }

  /** A float32 input, in the type that the network computes in. */
  floatInput(name: string, shape: readonly number[]): GraphValue {
    return this.computed(this.input(name, 'float32', shape));
  }

  /** A result for the caller, as float32. */
  output(name: string, value: GraphValue): void {
    const result = this.cast(value, 'float32');
    this.#nodes.push({
      name: `output ${name}`,
      opType: 'Identity',
      domain: '',
      inputs: [result.name],
      outputs: [name],
      attributes: {},
    });
    this.#outputs.push({ ...result, name });
    this.#values.set(name, result);
  }

  /** Says that `value` is what the reference's module `path` returns. */
  module(path: string, value: GraphValue): GraphValue {
    if (this.#intermediates.delete(path)) this.output(path, value);
    return value;
  }

  /** Adds to the count of floating-point operations that one run takes. */
  countOperations(operations: number): void {
    this.#operations += operations;
  }

  /** Adds an operator with one result of the given shape and of its first input's type. `null` skips an input. */
  node(
    opType: string,
    inputs: readonly (GraphValue | null)[],
    shape: readonly number[],
    options: NodeOptions = {},
  ): GraphValue {
    const [result] = this.nodeWithResults(opType, inputs, [shape], options);
    return result;
  }

  /** As `node`, for operators with several results. */
  nodeWithResults<const Shapes extends readonly (readonly number[])[]>(
    opType: string,
    inputs: readonly (GraphValue | null)[],
    shapes: Shapes,
    options: NodeOptions = {},
  ): { [Index in keyof Shapes]: GraphValue } {
    const name = options.name ?? `${opType}_${this.#nodes.length}`;
    const type = inputs[0]?.type ?? 'float32';
    const results = shapes.map((shape, index) => ({
      name: index === 0 ? `${name}:` : `${name}:${index}`,
      type: options.types?.[index] ?? type,
      shape,
    }));
    this.#nodes.push({
      name,
      opType,
      domain: options.domain ?? '',
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs: results.map((result) => result.name),
      attributes: options.attributes ?? {},
    });
    for (const result of results) this.#values.set(result.name, result);
    return results as { [Index in keyof Shapes]: GraphValue };
  }

  cast(value: GraphValue, type: ElementType): GraphValue {
    if (value.type === type) return value;
    const attributes = { to: { int: ELEMENT_TYPE[type] } };
    return this.node('Cast', [value], value.shape, { attributes, types: [type] });
  }

  /** The value in the type that the network computes in. */
  computed(value: GraphValue): GraphValue {
    return this.cast(value, this.profile.computeType);
  }

  /** A float32 constant inside the model; equal ones are stored once. */
  constant(values: readonly number[] | Float32Array, shape: readonly number[]): GraphValue {
    return this.#constants.add('float32', Float32Array.from(values), shape);
  }

  /**
   * A constant that ONNX Runtime folds nothing with, as a caller might pass other values in its place: what is made of it and of
   * weights is made in every run, and takes no memory between.
   */
  openConstant(constant: GraphValue): GraphValue {
    return this.#constants.open(constant.name);
  }

  /** A one-dimensional int64 constant: ONNX passes shapes, axes and lengths this way. */
  integers(values: readonly number[]): GraphValue {
    return this.#constants.add('int64', BigInt64Array.from(values.map(BigInt)), [values.length]);
  }

  /** One 8-bit number from 0 on: a zero point. */
  byte(value: number): GraphValue {
    return this.#constants.add('uint8', Uint8Array.of(value), []);
  }

  /** A vector of signed 8-bit zeros. */
  signedZeros(length: number): GraphValue {
    return this.#constants.add('int8', new Int8Array(length), [length]);
  }

  /** A vector of ones, made while the model is loaded: a group of a large picture has a million values. */
  ones(length: number): GraphValue {
    return this.once(`ones ${length}`, () =>
      this.node(
        'Expand',
        [this.computed(this.constant([1], [1])), this.integers([length])],
        [length],
      ),
    );
  }

  /** What `make` makes the first time that it is asked for under this name, and the same again later. */
  once<Made>(name: string, make: () => Made): Made {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as Made;
  }

  /**
   * A weight of the checkpoint as a network uses it: of the type that it computes in, LoRAs added in float32.
   *
   * @param shape what the configuration implies. Dimensions of 1 at the end are not compared: a 1×1 convolution
   *   `[out, in, 1, 1]` and a linear layer `[out, in]` are the same bytes, and checkpoints differ in the spelling.
   */
  weight(key: string, shape: readonly number[]): GraphValue {
    return this.once(`weight ${key}`, () => {
      const stored = this.#storedWeight(key, shape);
      const deltas = this.#deltasOf(key);
      if (deltas.length === 0) return this.computed(stored);
      const original = this.cast(stored, 'float32');
      const adapted = deltas.reduce(
        (value, delta, index) =>
          addWeightDelta(this, `${key} + LoRA ${index}`, value, original, delta),
        original,
      );
      return this.computed(adapted);
    });
  }

  /** A weight of which a run uses a few rows: as the file has it, so that only those are widened, unless LoRAs change it. */
  table(key: string, shape: readonly number[]): GraphValue {
    return this.#deltasOf(key).length > 0
      ? this.weight(key, shape)
      : this.#storedWeight(key, shape);
  }

  /** A tensor of any file, of any type that weights have. Its name must be its own. */
  storedTensor(name: string, entry: TensorEntry | undefined, shape: readonly number[]): GraphValue {
    return this.#stored.refer(name, entry, shape);
  }

  /**
   * @throws GraphError `weights-do-not-fit`, naming every weight that is missing or has the wrong form.
   * @throws RangeError where an intermediate was asked for that this network does not have.
   */
  finish(): BuiltGraph {
    if (this.#intermediates.size > 0)
      throw new RangeError(`The ${this.#network} has no ${[...this.#intermediates].join(', ')}.`);
    const weights = this.#stored.finish(this.#network);
    const width = this.profile.computeType === 'float16' ? 2 : 4;
    const inputs = this.#inputs.map(({ name }) => name);
    const outputs = this.#outputs.map(({ name }) => name);
    const model = encodeOnnxModel({
      graphName: this.#network,
      operatorSets: OPERATOR_SETS,
      nodes: constantsFirst(divideNodes(this.#nodes, inputs)),
      initializers: [...this.#constants.initializers, ...weights.initializers],
      inputs: [...this.#inputs, ...this.#constants.opened],
      outputs: this.#outputs,
    });
    return {
      model,
      externalDataFolder: weights.folder,
      weightKeys: [...this.#weightKeys],
      weightBytes: width * weights.elements,
      weightFiles: weights.files,
      operations: this.#operations,
      memory: measureGraphMemory({
        nodes: this.#nodes,
        values: this.#values,
        initializers: weights.initializers,
        inputs: [...inputs, ...this.#constants.opened.map(({ name }) => name)],
        outputs,
      }),
    };
  }

  #storedWeight(key: string, shape: readonly number[]): GraphValue {
    this.#weightKeys.add(key);
    return this.storedTensor(key, this.#weights.get(key), shape);
  }

  #deltasOf(key: string): readonly WeightDelta[] {
    const entry = this.#weights.get(key);
    return entry ? deltasOf(entry) : [];
  }
}
