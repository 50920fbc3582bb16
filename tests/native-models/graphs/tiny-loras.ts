import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath } from '../../helpers/reference.ts';
import { golden, readTinyModel } from './golden.ts';

/** A LoRA of the reference, for tiny-sd. */
export function readTinyLora(file: string) {
  return readTinyModel('tiny-sd').then(({ unet, textEncoder }) =>
    readLora(referencePath('models', 'lora', file), {
      unet: unet.tensors,
      textEncoder: textEncoder.tensors,
    }),
  );
}

/** What was recorded with it. */
export function loraOutput(name: string): Float32Array {
  return readNpy(referencePath('models', 'lora', `${name}.npy`)).data;
}

/** What the UNet was asked. */
export const loraUnetShape = { batch: 1, height: 8, width: 8 };
export const loraUnetFeeds = () => ({
  sample: golden('tiny-sd', 'unet/8x8_b1.sample.npy'),
  timestep: { data: Float32Array.of(500), shape: [1] },
  encoder_hidden_states: golden('tiny-sd', 'unet/encoder_hidden_states_b1.npy'),
});
