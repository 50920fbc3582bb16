import { stat } from 'node:fs/promises';
import { resolveLinks } from './checkpoint-file.ts';
import { readDiffusersFolder } from './diffusers-folder.ts';
import type { DiffusersModel } from './diffusers-model.ts';
import type { ModelOptions } from './model-options.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { useRewritten } from './rewritten-model.ts';
import { readSingleFile } from './single-file.ts';

/**
 * Reads a Stable Diffusion 1.x model where it lies: a diffusers folder (`readDiffusersFolder`) or a single file
 * (`readSingleFile`). Headers only: time and memory do not grow with the weights.
 *
 * Before it is loaded, `tensorsToRewrite` says whether some weights have to be rewritten; `options.rewritten` names the
 * file where that has been done.
 * @throws CheckpointError.
 */
export async function readModel(path: string, options: ModelOptions = {}): Promise<DiffusersModel> {
  const { rewritten, ...reading } = options;
  const isFolder = (await stat(await resolveLinks(path))).isDirectory();
  const model = isFolder
    ? await readDiffusersFolder(path, reading)
    : await readSingleFile(path, reading);
  return rewritten === undefined
    ? model
    : useRewritten(model, rewritten, await readCheckpoint(rewritten));
}
