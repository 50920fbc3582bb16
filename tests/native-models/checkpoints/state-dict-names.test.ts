import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckpointError } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { selectTensors } from '../../../native-models/checkpoints/select-tensors.ts';
import {
  renameTextEncoderTensors,
  renameVaeTensors,
} from '../../../native-models/checkpoints/state-dict-names.ts';
import type {
  TensorDtype,
  TensorEntry,
  TensorIndex,
} from '../../../native-models/checkpoints/tensor-entry.ts';

const attention = 'decoder.mid_block.attentions.0';

test('brings the 2022 names of the VAE attention to the current ones', () => {
  const renamed = renameVaeTensors(
    'vae.bin',
    indexOf(
      [`${attention}.query.weight`, [8, 8]],
      [`${attention}.key.bias`, [8]],
      [`${attention}.value.weight`, [8, 8]],
      [`${attention}.proj_attn.weight`, [8, 8]],
      [`${attention}.group_norm.weight`, [8]],
      ['decoder.up_blocks.0.resnets.0.query.weight', [8]],
    ),
  );
  assert.deepEqual(
    [...renamed.keys()],
    [
      `${attention}.to_q.weight`,
      `${attention}.to_k.bias`,
      `${attention}.to_v.weight`,
      `${attention}.to_out.0.weight`,
      `${attention}.group_norm.weight`,
      'decoder.up_blocks.0.resnets.0.query.weight',
    ],
  );
  assert.equal(renamed.get(`${attention}.to_q.weight`)?.name, `${attention}.query.weight`);
});

test('leaves current names alone', () => {
  const names = ['to_q', 'to_k', 'to_v', 'to_out.0'].map((name) => `${attention}.${name}.weight`);
  const index = indexOf(...names.map((name) => [name, [8, 8]] as const));
  assert.deepEqual(renameVaeTensors('vae.bin', index), index);
});

test('reads attention weights stored as 1×1 convolutions, but no other convolution, as matrices', () => {
  const renamed = renameVaeTensors(
    'vae.bin',
    indexOf(
      [`${attention}.query.weight`, [8, 8, 1, 1]],
      [`${attention}.to_k.weight`, [8, 8, 1, 1]],
      [`${attention}.value.weight`, [8, 8, 1, 3]],
      ['quant_conv.weight', [8, 8, 1, 1]],
    ),
  );
  assert.deepEqual(
    [...renamed.values()].map(({ shape }) => shape),
    [
      [8, 8],
      [8, 8],
      [8, 8, 1, 3],
      [8, 8, 1, 1],
    ],
  );
});

test('adds the prefix of the text encoder and drops position_ids in every form', () => {
  const renamed = renameTextEncoderTensors(
    'te.bin',
    indexOf(
      ['embeddings.token_embedding.weight', [8, 8]],
      ['embeddings.position_ids', [1, 77]],
      ['encoder.layers.0.mlp.fc1.bias', [8]],
      ['final_layer_norm.bias', [8]],
      ['text_projection.weight', [8, 8]],
    ),
  );
  assert.deepEqual(
    [...renamed.keys()],
    [
      'text_model.embeddings.token_embedding.weight',
      'text_model.encoder.layers.0.mlp.fc1.bias',
      'text_model.final_layer_norm.bias',
      'text_projection.weight',
    ],
  );
  const prefixed = indexOf(
    ['text_model.embeddings.position_ids', [1, 77]],
    ['text_model.final_layer_norm.bias', [8]],
  );
  assert.deepEqual(
    [...renameTextEncoderTensors('te.bin', prefixed).keys()],
    ['text_model.final_layer_norm.bias'],
  );
});

test('refuses a tensor that is there under both names', () => {
  const both = (...names: string[]): TensorIndex =>
    indexOf(...names.map((name) => [name, [8]] as const));
  assert.throws(
    () => renameVaeTensors('vae.bin', both(`${attention}.key.bias`, `${attention}.to_k.bias`)),
    { code: 'ambiguous-names', data: { tensors: [`${attention}.to_k.bias`] } },
  );
  assert.throws(
    () =>
      renameTextEncoderTensors(
        'te.bin',
        both('final_layer_norm.bias', 'text_model.final_layer_norm.bias'),
      ),
    { code: 'ambiguous-names' },
  );
});

const expected = new Map([
  ['a', [2, 3]],
  ['b', [4]],
  ['c', []],
]);

test('picks the expected tensors and names the others', () => {
  const tensors = indexOf(['extra', [9]], ['c', []], ['b', [4]], ['a', [2, 3]]);
  const { tensors: selected, extra } = selectTensors('f', tensors, expected);
  assert.deepEqual([...selected.keys()], ['c', 'b', 'a']);
  assert.deepEqual(extra, ['extra']);
});

test('lists everything that does not fit in one error', () => {
  const tensors = indexOf(['a', [3, 2]], ['c', [], 'I32'], ['surprise', [1]]);
  assert.throws(
    () => selectTensors('f', tensors, expected),
    (error) => {
      assert.ok(error instanceof CheckpointError);
      assert.equal(error.code, 'state-dict-mismatch');
      assert.deepEqual(error.data, {
        missing: ['b'],
        wrongShape: ['a [3, 2] instead of [2, 3]'],
        wrongDtype: ['c (I32)'],
      });
      return true;
    },
  );
});

test('does not take a shape for another of the same length or the same start', () => {
  for (const shape of [[2], [2, 3, 1], [6], [3, 2], []]) {
    assert.throws(
      () => selectTensors('f', indexOf(['a', shape]), new Map([['a', [2, 3]]])),
      { code: 'state-dict-mismatch' },
      shape.join(),
    );
  }
});

test('recognises the names of single-file checkpoints', () => {
  for (const name of [
    'first_stage_model.encoder.conv_in.weight',
    'decoder.up.0.block.0.norm1.bias',
  ]) {
    assert.throws(() => selectTensors('f', indexOf([name, [1]]), expected), /CompVis/);
  }
});

function indexOf(
  ...tensors: readonly (readonly [string, readonly number[], TensorDtype?])[]
): TensorIndex {
  return new Map(
    tensors.map(([name, shape, dtype = 'F32']): [string, TensorEntry] => [
      name,
      { name, dtype, shape, file: 'f', offset: 0, byteLength: 0 },
    ]),
  );
}
