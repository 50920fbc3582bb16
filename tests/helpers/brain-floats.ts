import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint } from '../../native-models/checkpoints/read-checkpoint.ts';
import { encodeSafetensors } from './safetensors-file.ts';

/**
 * Puts bfloat16 weights, all 0, in the place of a model's text encoder: they cannot be used in place.
 *
 * @param model a diffusers folder that may be written.
 */
export async function makeTextEncoderBrainFloats(model: string): Promise<void> {
  const file = join(model, 'text_encoder', 'model.safetensors');
  const tensors = [...(await readCheckpoint(file)).values()];
  const written = tensors.map((one) => ({
    name: one.name,
    shape: one.shape,
    dtype: 'BF16' as const,
  }));
  await writeFile(file, encodeSafetensors(written));
}
