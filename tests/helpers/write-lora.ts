import { readDiffusersFolder } from '../../native-models/checkpoints/diffusers-folder.ts';
import { encodeSafetensors } from './safetensors-file.ts';
import { writeTo } from './temporary-folder.ts';

/** A LoRA of rank 1 for the first convolution of the UNet of a model's folder. Returns its path. */
export async function writeLora(model: string, folder: string, name = '墨 絵'): Promise<string> {
  const { unet } = await readDiffusersFolder(model);
  const [outputs = 0, ...inputs] = unet.tensors.get('conv_in.weight')?.shape ?? [];
  const tensor = (key: string, shape: readonly number[]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length }, (_, place) => Math.cos(place));
    return { name: key, dtype: 'F32', shape, data: Buffer.from(data.buffer) } as const;
  };
  const tensors = [
    tensor('lora_unet_conv_in.lora_down.weight', [1, ...inputs]),
    tensor('lora_unet_conv_in.lora_up.weight', [outputs, 1, 1, 1]),
  ];
  return await writeTo(folder, `${name}.safetensors`, encodeSafetensors(tensors));
}
