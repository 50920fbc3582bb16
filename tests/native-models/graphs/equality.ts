import assert from 'node:assert/strict';

import { relativeError, tolerance } from './golden.ts';

/** Asserts that values agree within `tolerance`; the message names what was compared and how far it is off. */
export function assertClose(
  name: string,
  actual: Float32Array | undefined,
  expected: ArrayLike<number>,
): void {
  const error = relativeError(actual, expected);
  assert.ok(
    error <= tolerance,
    actual
      ? `${name}: relative error ${error.toExponential(1)} of at most ${tolerance} ` +
          `(${actual.length} values, ${expected.length} expected)`
      : `${name}: the graph has no such output`,
  );
}

/** Asserts that every recorded activation agrees. */
export function assertActivations(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
): void {
  assert.ok(expected.size > 0, 'no activations recorded');
  for (const [path, values] of expected) assertClose(path, actual.get(path), values);
}
