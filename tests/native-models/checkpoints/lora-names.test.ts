import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLoraKey } from '../../../native-models/checkpoints/lora-names.ts';

describe('keys of LoRAs, in the forms that are met', () => {
  const query = 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q';
  const output = 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0';
  const processor = 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor';
  const textOutput = 'text_model.encoder.layers.0.self_attn.out_proj';
  const dotted: readonly [string, 'unet' | 'textEncoder', string, string][] = [
    [`unet.${query}.lora.down.weight`, 'unet', query, 'down'],
    [`unet.${query}.lora.up.weight`, 'unet', query, 'up'],
    [`unet.${output}.lora_A.weight`, 'unet', output, 'down'],
    [`unet.${output}.lora_B.weight`, 'unet', output, 'up'],
    [`unet.${query}.alpha`, 'unet', query, 'alpha'],
    [`${query}.lora_up.weight`, 'unet', query, 'up'],
    [`base_model.model.${query}.lora_A.weight`, 'unet', query, 'down'],
    [`base_model.model.${textOutput}.lora_B.weight`, 'textEncoder', textOutput, 'up'],
    [`${processor}.to_q_lora.down.weight`, 'unet', query, 'down'],
    [`unet.${processor}.to_out_lora.up.weight`, 'unet', output, 'up'],
    [`text_encoder.${textOutput}.lora_linear_layer.down.weight`, 'textEncoder', textOutput, 'down'],
    [
      'text_encoder.text_model.encoder.layers.0.self_attn.to_out_lora.up.weight',
      'textEncoder',
      textOutput,
      'up',
    ],
    [
      'text_encoder.encoder.layers.0.self_attn.to_v_lora.down.weight',
      'textEncoder',
      'text_model.encoder.layers.0.self_attn.v_proj',
      'down',
    ],
  ];
  for (const [key, network, module, part] of dotted) {
    it(key, () =>
      assert.deepEqual(parseLoraKey(key), { network, module, isFlattened: false, part }),
    );
  }

  it("kohya's have underscores for dots", () => {
    const flattened = 'down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0';
    assert.deepEqual(parseLoraKey(`lora_unet_${flattened}.lora_down.weight`), {
      network: 'unet',
      module: flattened,
      isFlattened: true,
      part: 'down',
    });
    assert.deepEqual(parseLoraKey('lora_te_text_model_encoder_layers_0_mlp_fc1.alpha'), {
      network: 'textEncoder',
      module: 'text_model_encoder_layers_0_mlp_fc1',
      isFlattened: true,
      part: 'alpha',
    });
  });

  it('LyCORIS’ name what they are for', () => {
    for (const [ending, part] of [
      ['hada_w1_a', 'hadamard1a'],
      ['hada_t2', 'hadamard2core'],
      ['lokr_w1', 'kronecker1'],
      ['lokr_w2_b', 'kronecker2b'],
      ['lora_mid.weight', 'mid'],
      ['dora_scale', 'lengths'],
      ['diff', 'difference'],
    ] as const) {
      assert.deepEqual(parseLoraKey(`lora_unet_mid_block_resnets_0_conv1.${ending}`), {
        network: 'unet',
        module: 'mid_block_resnets_0_conv1',
        isFlattened: true,
        part,
      });
    }
    assert.equal(parseLoraKey('lora_te_text_model_final_layer_norm.b_norm')?.isForBias, true);
  });

  it('nothing else', () => {
    for (const key of ['conv_in.weight', 'lora_unet_conv_in.oft_blocks', 'emb_params', ''])
      assert.equal(parseLoraKey(key), null, key);
  });
});
