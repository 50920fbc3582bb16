import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  encodeSafetensorsStart,
  type TensorDescription,
} from '../native-models/checkpoints/encode-safetensors.ts';
import { fillWithFormula, weightRange } from './formula-values.ts';

/** The published TAESD: residual blocks per level from the latents up, channels of every layer between. */
const LEVELS = [3, 3, 3, 1];
const CHANNELS = 64;

/**
 * Writes a decoder of TAESD's architecture and size, as taesd.py's own file, with a formula's numbers: it takes the time of a
 * real one and paints noise. Returns its path.
 */
export async function writeTaesdSizedDecoder(folder: string): Promise<string> {
  const tensors = listTensors();
  const parts = tensors.map(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((count, size) => count * size, 1));
    fillWithFormula(values, name, weightRange(name, shape));
    return new Uint8Array(values.buffer);
  });
  const file = join(folder, 'taesd_decoder.safetensors');
  await writeFile(file, Buffer.concat([encodeSafetensorsStart(tensors), ...parts]));
  return file;
}

/** Layers are counted with those that have no weights: the limit of the latents is layer 0. */
function listTensors(): TensorDescription[] {
  const tensors: TensorDescription[] = [];
  const convolve = (layer: string, inChannels: number, outChannels: number, bias = true): void => {
    const weight = { name: `${layer}.weight`, shape: [outChannels, inChannels, 3, 3] };
    tensors.push({ ...weight, dtype: 'F32' });
    if (bias) tensors.push({ name: `${layer}.bias`, shape: [outChannels], dtype: 'F32' });
  };
  let layer = 1;
  convolve(String(layer++), 4, CHANNELS);
  layer++; // ReLU
  LEVELS.forEach((blocks, level) => {
    for (let block = 0; block < blocks; block++, layer++)
      for (const part of [0, 2, 4]) convolve(`${layer}.conv.${part}`, CHANNELS, CHANNELS);
    if (level === LEVELS.length - 1) return;
    layer++; // Upsample
    convolve(String(layer++), CHANNELS, CHANNELS, false);
  });
  convolve(String(layer), CHANNELS, 3);
  return tensors;
}
