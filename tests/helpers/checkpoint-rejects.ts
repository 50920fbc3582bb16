import assert from 'node:assert/strict';
import {
  CheckpointError,
  type CheckpointErrorCode,
} from '../../native-models/checkpoints/checkpoint-error.ts';

/** Asserts that `work` fails with a CheckpointError of this code, and returns it for a closer look. */
export async function assertRejected(
  work: Promise<unknown>,
  code: CheckpointErrorCode,
): Promise<CheckpointError> {
  const error = await work.then(
    () => assert.fail(`expected ${code}, but it was read`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CheckpointError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  assert.ok(error.message.startsWith(`${error.file}: `), error.message);
  return error;
}
