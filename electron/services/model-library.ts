import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  rewriteCheckpoint,
  type RewriteProgress,
} from '../../native-models/checkpoints/rewrite-checkpoint.ts';
import { mostBytes } from '../../native-models/checkpoints/rewritten-model.ts';
import type { TensorIndex } from '../../native-models/checkpoints/tensor-entry.ts';
import { describeRewriteFailure, systemErrorCode } from './studio-error.ts';
import { requireSpace } from './require-space.ts';

/** An id, as `createId` makes them. */
const ownName = /^[0-9a-hjkmnp-tv-z]{16}\.safetensors(?:\.part)?$/;

/** The studio's own copies of weights that cannot be used where they lie: one file per model, below `models/`. */
export type ModelLibrary = ReturnType<typeof createModelLibrary>;

/** @param folder absolute path; made when the first file is written. */
export function createModelLibrary(folder: string) {
  const pathOf = (name: string): string => join(folder, name);

  return {
    pathOf,

    /**
     * Writes a new file; one that a worker may have mapped is never touched. Whether there is room is asked first.
     *
     * @throws StudioError CANNOT_REWRITE; CheckpointError; the signal's reason. Nothing is left behind then.
     */
    async *write(
      name: string,
      tensors: TensorIndex,
      signal: AbortSignal | undefined,
    ): AsyncGenerator<RewriteProgress, void, void> {
      const neededBytes = mostBytes(tensors);
      try {
        await mkdir(folder, { recursive: true });
        await requireSpace(folder, neededBytes);
        yield* rewriteCheckpoint(tensors, pathOf(name), signal ? { signal } : {});
      } catch (error) {
        throw describeRewriteFailure(error, folder, neededBytes);
      }
    },

    async size(name: string): Promise<number> {
      return (await stat(pathOf(name))).size;
    },

    /**
     * Deletes the studio's own files but these: half-written ones, and those of models that are gone. A file under any
     * other name than the studio gives, or one that a model is read from, is the user's.
     *
     * @param referred paths that models are read from
     */
    async keepOnly(names: ReadonlySet<string>, referred: ReadonlySet<string>): Promise<void> {
      for (const name of await list(folder)) {
        const path = pathOf(name);
        if (names.has(name) || referred.has(path) || !ownName.test(name)) continue;
        // Windows does not let go of a file that a worker has mapped; it goes at the next start.
        await rm(path, { force: true }).catch(() => {});
      }
    },
  };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
