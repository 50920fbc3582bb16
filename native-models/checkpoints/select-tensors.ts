import { CheckpointError, listNames } from './checkpoint-error.ts';
import type { ExpectedTensors } from './expected-tensors.ts';
import { isFloatDtype } from './tensor-dtype.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

export interface SelectedTensors {
  /** Exactly the expected tensors, in the order of `tensors`. */
  readonly tensors: TensorIndex;
  /** Names of those that nothing reads. */
  readonly extra: readonly string[];
}

/**
 * Picks out of a file the tensors a network needs and checks each one's shape and type.
 * @param tensors by current name.
 * @throws CheckpointError `state-dict-mismatch` that lists every tensor that is missing, has another shape or is not of a
 *   float type.
 */
export function selectTensors(
  file: string,
  tensors: TensorIndex,
  expected: ExpectedTensors,
): SelectedTensors {
  const selected = new Map<string, TensorEntry>();
  const extra: string[] = [];
  const wrongShape: string[] = [];
  const wrongDtype: string[] = [];
  for (const [name, entry] of tensors) {
    const shape = expected.get(name);
    if (!shape) {
      extra.push(name);
      continue;
    }
    selected.set(name, entry);
    if (!sameShape(entry.shape, shape)) {
      wrongShape.push(`${name} [${entry.shape.join(', ')}] instead of [${shape.join(', ')}]`);
    } else if (!isFloatDtype(entry.dtype)) {
      wrongDtype.push(`${name} (${entry.dtype})`);
    }
  }
  const missing = [...expected.keys()].filter((name) => !selected.has(name));
  if (missing.length + wrongShape.length + wrongDtype.length > 0) {
    throw describeMismatch(file, tensors, { missing, wrongShape, wrongDtype });
  }
  return { tensors: selected, extra };
}

interface Mismatch {
  readonly missing: readonly string[];
  readonly wrongShape: readonly string[];
  readonly wrongDtype: readonly string[];
}

function describeMismatch(file: string, tensors: TensorIndex, mismatch: Mismatch): CheckpointError {
  const { missing, wrongShape, wrongDtype } = mismatch;
  const parts = [
    missing.length > 0 && `missing: ${listNames(missing)}`,
    wrongShape.length > 0 && `of another shape: ${listNames(wrongShape)}`,
    wrongDtype.length > 0 && `not floating-point numbers: ${listNames(wrongDtype)}`,
  ].filter((part) => part !== false);
  const compVis = tensors
    .keys()
    .some((name) =>
      /^(?:model\.diffusion_model|first_stage_model|cond_stage_model)\.|^(?:encoder\.down|decoder\.up)\.\d/.test(
        name,
      ),
    );
  const advice = compVis
    ? 'These are the names of a single-file checkpoint (CompVis); a diffusers folder needs the converted files.'
    : 'Its config.json belongs to other weights, or the file is not the one it should be; download both again.';
  return new CheckpointError(
    'state-dict-mismatch',
    file,
    `does not hold the weights that its configuration describes. Tensors ${parts.join('; ')}. ${advice}`,
    { missing, wrongShape, wrongDtype },
  );
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
