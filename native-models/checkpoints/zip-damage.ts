import { CheckpointError } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';

/** @param problem as the end of a sentence about the file. */
export function damagedZip(file: CheckpointFile, problem: string): CheckpointError {
  return new CheckpointError(
    'zip-damaged',
    file.path,
    `is a damaged PyTorch file: ${problem}. Download or copy it again.`,
  );
}

export function truncatedZip(file: CheckpointFile): CheckpointError {
  return new CheckpointError(
    'truncated',
    file.path,
    'begins like a PyTorch file but its end is missing: an interrupted download or copy. Download it again.',
  );
}

/** A size or place of 64 bits. @throws CheckpointError `zip-damaged` from 2⁵³ on. */
export function zipInteger(file: CheckpointFile, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedZip(file, 'it gives impossible sizes');
  return Number(value);
}
