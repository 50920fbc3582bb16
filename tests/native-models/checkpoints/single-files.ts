import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../../helpers/single-file-model.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';

/** Where `writeSingleFile` puts files. */
export const folder = temporaryFolder();
/** All that Stable Diffusion v1 holds, without its bytes being real. */
export const tensors = singleFileTensors();
/** The same in one list, by the names of a single file. */
export const whole = asSingleFile(tensors);
export const writeSingleFile = async (
  written: readonly TensorToWrite[],
  name = 'model.safetensors',
): Promise<string> => await writeTo(folder, name, encodeSafetensors(written));
/** A tensor of which only the name matters. */
export const scalar = (name: string): TensorToWrite => ({ name, dtype: 'F32', shape: [] });
