import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { describeModel } from '../../../native-models/checkpoints/describe-model.ts';
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

/** A folder whose UNet takes guidance by a layer of this shape. */
const writeGuided = async (...shape: number[]): Promise<string> =>
  await writeModel({
    'unet/config.json': { ...tinyConfigs.unet, time_cond_proj_dim: 4 },
    'unet/diffusion_pytorch_model.safetensors': encodeSafetensors([
      ...tinyTensors().unet,
      { name: 'time_embedding.cond_proj.weight', dtype: 'F32', shape },
    ]),
  });

test('takes a UNet that takes guidance, and none whose layer for it has another shape', async () => {
  const model = await readDiffusersFolder(await writeGuided(8, 4));
  assert.equal((await describeModel(model)).takesGuidance, true);
  assert.deepEqual(model.warnings, []);
  const error = await assertRejected(
    readDiffusersFolder(await writeGuided(4, 8)),
    'state-dict-mismatch',
  );
  assert.match(error.message, /time_embedding\.cond_proj\.weight/);
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
