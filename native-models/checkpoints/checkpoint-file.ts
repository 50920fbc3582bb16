import { open, realpath, stat } from 'node:fs/promises';
import { CheckpointError } from './checkpoint-error.ts';

/** A checkpoint opened for reading at random positions. */
export interface CheckpointFile {
  /** Absolute path with symbolic links resolved: ONNX Runtime refuses links that lead out of a model's folder. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`; allocates that much, so check lengths that come from the file first.
   * @throws CheckpointError `truncated` where the file is shorter.
   */
  read(offset: number, length: number): Promise<Buffer>;
}

/**
 * Opens a file for `await using`, which closes it.
 * @throws CheckpointError `not-found`, `unreadable`, `wrong-kind-of-path`.
 */
export async function openCheckpointFile(file: string): Promise<CheckpointFile & AsyncDisposable> {
  const path = await resolveLinks(file);
  // Before opening: opening a named pipe would wait for its other end.
  const stats = await orDescribe(path, stat(path));
  if (!stats.isFile()) {
    throw new CheckpointError(
      'wrong-kind-of-path',
      path,
      'is not a file. Choose the weight file itself.',
    );
  }
  const handle = await orDescribe(path, open(path, 'r'));
  return {
    path,
    size: stats.size,
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await orDescribe(
          path,
          handle.read(buffer, done, length - done, offset + done),
        );
        if (bytesRead === 0) {
          throw new CheckpointError(
            'truncated',
            path,
            `ends at byte ${offset + done}, before ${length} bytes from byte ${offset} could be read. Download or copy it again.`,
          );
        }
        done += bytesRead;
      }
      return buffer;
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
    },
  };
}

/** The absolute path with symbolic links resolved. @throws CheckpointError `not-found`, `unreadable`. */
export async function resolveLinks(path: string): Promise<string> {
  return await orDescribe(path, realpath(path));
}

/** Whether there is a file (and no folder) of this name. @throws CheckpointError `unreadable`. */
export async function fileExists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (cause) {
    const error = describeSystemError(file, cause);
    if (error.code === 'not-found') return false;
    throw error;
  }
}

async function orDescribe<Result>(file: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw describeSystemError(file, cause);
  }
}

/** A failed system call in the terms of this room; the original stays as the cause. */
export function describeSystemError(file: string, cause: unknown): CheckpointError {
  const reason = systemCode(cause);
  switch (reason) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new CheckpointError('not-found', file, 'does not exist.', { reason }, { cause });
    case 'EISDIR':
      return new CheckpointError(
        'wrong-kind-of-path',
        file,
        'is a folder, not a file.',
        { reason },
        { cause },
      );
    default:
      return new CheckpointError(
        'unreadable',
        file,
        `cannot be read (${reason}). Check its permissions and the disk it lies on.`,
        { reason },
        { cause },
      );
  }
}

function systemCode(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
    return cause.code;
  }
  throw cause;
}
