import { ModelError } from './model-error.ts';
import { Tensor } from './onnx-runtime.ts';

/**
 * A float32 tensor over `data`, which is not copied.
 *
 * @throws ModelError `invalid-input` where the length does not fit the shape: ONNX Runtime would say so in terms of its
 *   own, and a shape mistake is the commonest of all.
 */
export function floatTensor(name: string, data: Float32Array, shape: readonly number[]): Tensor {
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) {
    throw new ModelError(
      'invalid-input',
      `${name} has ${data.length} values where shape [${shape.join(', ')}] needs ${expected}.`,
    );
  }
  return new Tensor('float32', data, shape);
}
