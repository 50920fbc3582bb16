import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../../helpers/single-file-model.ts';
import { scalar, whole, writeSingleFile } from './single-files.ts';

const kinds: readonly [string, readonly TensorToWrite[]][] = [
  ['Stable Diffusion XL', [...whole, scalar('conditioner.embedders.0.transformer.x')]],
  ['Stable Diffusion 2', [...whole, scalar('cond_stage_model.model.ln_final.weight')]],
  ['Stable Diffusion 3', [scalar('model.diffusion_model.joint_blocks.0.x')]],
  ['Flux', [scalar('double_blocks.0.img_attn.norm.key_norm.scale')]],
  ['InstructPix2Pix', asSingleFile(singleFileTensors({ unet: { in_channels: 10 } })).map(eight)],
  ['LoRA', [scalar('lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight')]],
  ['LoRA', [scalar('unet.down_blocks.0.attentions.0.proj_in.lora_A.weight')]],
  ['LyCORIS', [scalar('x.hada_w1_a')]],
  ['ControlNet', [...whole, scalar('control_model.input_hint_block.0.weight')]],
  ['textual inversion', [scalar('emb_params')]],
  ['TAESD', [scalar('3.conv.0.weight')]],
];
for (const [kind, contents] of kinds) {
  test(`says that a file is ${kind}`, async () => {
    const error = await assertRejected(
      readModel(await writeSingleFile(contents)),
      'other-architecture',
    );
    assert.equal(error.data['architecture'], kind);
  });
}

test('tells Stable Diffusion 2 by the width of its text', async () => {
  const wide = whole.map((tensor) =>
    tensor.name.endsWith('.attn2.to_k.weight')
      ? { name: tensor.name, dtype: tensor.dtype, shape: [tensor.shape[0] ?? 1, 1024] }
      : tensor,
  );
  const error = await assertRejected(readModel(await writeSingleFile(wide)), 'other-architecture');
  assert.equal(error.data['architecture'], 'Stable Diffusion 2');
});

function eight(tensor: TensorToWrite): TensorToWrite {
  return tensor.name.endsWith('input_blocks.0.0.weight')
    ? { name: tensor.name, dtype: tensor.dtype, shape: [32, 8, 3, 3] }
    : tensor;
}
