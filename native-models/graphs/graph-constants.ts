import type { ElementType, OnnxInitializer } from './onnx-proto.ts';

/** Numbers that a graph holds itself, as little-endian bytes; equal ones are stored once. */
export class GraphConstants {
  readonly #known = new Map<string, OnnxInitializer>();

  readonly #opened = new Map<string, OnnxInitializer>();

  get initializers(): readonly OnnxInitializer[] {
    return [...this.#known.values(), ...this.#opened.values()];
  }

  /** Those that a caller might pass other values for. */
  get opened(): readonly OnnxInitializer[] {
    return [...this.#opened.values()];
  }

  /** A constant once more, as one of those. @throws RangeError where none has this name */
  open(name: string): OnnxInitializer {
    const known = this.initializers.find((constant) => constant.name === name);
    if (!known) throw new RangeError(`The graph has no constant ${name}.`);
    const opened = this.#opened.get(name) ?? { ...known, name: `open_${name}` };
    this.#opened.set(name, opened);
    return opened;
  }

  /** @param values of the type that is named. */
  add(
    type: ElementType,
    values: Float32Array | BigInt64Array | Uint8Array | Int8Array,
    shape: readonly number[],
  ): OnnxInitializer {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const identity = `${type} ${shape.join('x')} ${Buffer.from(bytes).toString('base64')}`;
    const known = this.#known.get(identity);
    if (known) return known;
    const constant = { name: `constant_${this.#known.size}`, type, shape, data: { bytes } };
    this.#known.set(identity, constant);
    return constant;
  }
}
