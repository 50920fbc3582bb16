import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { isInpaintingUnet } from '../../../native-models/checkpoints/model-component.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { tinyConfigs, tinyTensors } from '../../helpers/tiny-model-folder.ts';
import { writeModel } from './tiny-models.ts';

/** A folder whose UNet takes this many channels. */
const writeChannels = async (channels: number): Promise<string> =>
  await writeModel({
    'unet/config.json': { ...tinyConfigs.unet, in_channels: channels },
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors(
      tinyTensors().unet.map((tensor) =>
        tensor.name === 'conv_in.weight'
          ? { name: tensor.name, dtype: tensor.dtype, shape: [8, channels, 3, 3] }
          : tensor,
      ),
    ),
  });

test('takes a UNet of 9 channels as one for inpainting', async () => {
  const model = await readDiffusersFolder(await writeChannels(9));
  assert.equal(isInpaintingUnet(model.unet.config), true);
  assert.equal(
    isInpaintingUnet((await readDiffusersFolder(await writeModel())).unet.config),
    false,
  );
});

test('refuses parts that do not fit together', async () => {
  const six = await assertRejected(
    readDiffusersFolder(await writeChannels(6)),
    'unsupported-architecture',
  );
  assert.match(six.message, /channels into the UNet.*6 and 4 or 9/);
  const eight = await assertRejected(
    readDiffusersFolder(await writeChannels(8)),
    'other-architecture',
  );
  assert.equal(eight.data['architecture'], 'InstructPix2Pix');
});
