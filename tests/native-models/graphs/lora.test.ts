import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { InferenceSession } from 'onnxruntime-node';

import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { assertClose } from './equality.ts';
import { golden, goldenIds, readTinyModel, relativeError, runGraph } from './golden.ts';

/** Recorded at scale 0.8: file, its outputs' name, tensors changed in the UNet and in the text encoder. */
const recorded = [
  ['kohya-linear.safetensors', 'kohya-linear', 192, 18],
  ['kohya-locon.safetensors', 'kohya-locon', 278, 0],
  ['kohya-mixed.safetensors', 'kohya-mixed', 221, 18],
  ['diffusers-peft.safetensors', 'peft', 128, 12],
  ['peft-raw.safetensors', 'peft', 128, 12],
  ['attn-procs-legacy.pytorch_lora_weights.bin', 'attn-procs-legacy', 128, 0],
] as const;

describe('LoRAs are added as kohya, diffusers and PEFT merge them', skipWithoutReference, () => {
  for (const [file, outputs, inUnet, inTextEncoder] of recorded) {
    it(file, async () => {
      const lora = await readTinyLora(file);
      assert.deepEqual([lora.unet.size, lora.textEncoder.size], [inUnet, inTextEncoder]);
      assertClose('UNet', await runUnet([[file, 0.8]]), expected(`${outputs}.scale0.8.unet_out`));
      if (inTextEncoder === 0) return;
      const hidden = await runTextEncoder(file, 0.8);
      assertClose('text encoder', hidden, expected(`${outputs}.scale0.8.text_encoder_out`));
    });
  }

  it('float16 ones are within their rounding of float32 ones', async () => {
    const noisePred = await runUnet([['kohya-linear.fp16.safetensors', 0.8]]);
    const error = relativeError(noisePred, expected('kohya-linear.scale0.8.unet_out'));
    assert.ok(error > 1e-6 && error < 5e-3, `${error}`);
  });

  it('several at once add up, whatever their kind and order', async () => {
    const file = 'kohya-linear.safetensors';
    const halves = await runUnet([
      [file, 0.3],
      ['kohya-locon.safetensors', 0],
      [file, 0.5],
    ]);
    assertClose('0.3 + 0.5', halves, expected('kohya-linear.scale0.8.unet_out'));
    const cancelled = await runUnet([
      ['kohya-locon.safetensors', 0.7],
      [file, 1],
      ['kohya-locon.safetensors', -0.7],
      [file, -1],
    ]);
    assertClose('to nothing', cancelled, golden('tiny-sd', 'unet/8x8_b1.t500.out.npy').data);
  });

  it('is folded while loading: a run computes nothing more', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
    const { unet } = await readTinyLora('kohya-linear.safetensors');
    const shape = { batch: 1, height: 8, width: 8 };
    const [plain, adapted] = [tensors, adaptTensors(tensors, unet, 1)].map((weights) =>
      buildUnetGraph(config, weights, shape),
    );
    assert.ok(plain && adapted);
    assert.deepEqual(adapted.weightKeys, plain.weightKeys);
    assert.equal(adapted.operations, plain.operations);
    assert.ok(Buffer.from(adapted.model).includes(' + LoRA 0 up'));
    const file = join(temporaryFolder(), 'optimized.onnx');
    const session = await InferenceSession.create(adapted.model, {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: file,
      logSeverityLevel: 3,
      extra: {
        session: { model_external_initializers_file_folder_path: adapted.externalDataFolder },
      },
    });
    await session.release();
    assert.ok(!readFileSync(file).includes(' + LoRA 0 up'));
  });
});

function readTinyLora(file: string) {
  return readTinyModel('tiny-sd').then(({ unet, textEncoder }) =>
    readLora(referencePath('models', 'lora', file), {
      unet: unet.tensors,
      textEncoder: textEncoder.tensors,
    }),
  );
}

async function runUnet(loras: readonly (readonly [file: string, scale: number])[]) {
  const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
  let adapted = tensors;
  for (const [file, scale] of loras)
    adapted = adaptTensors(adapted, (await readTinyLora(file)).unet, scale);
  const results = await runGraph(
    buildUnetGraph(config, adapted, { batch: 1, height: 8, width: 8 }),
    {
      sample: golden('tiny-sd', 'unet/8x8_b1.sample.npy'),
      timestep: { data: Float32Array.of(500), shape: [1] },
      encoder_hidden_states: golden('tiny-sd', 'unet/encoder_hidden_states_b1.npy'),
    },
  );
  return results.get('noise_pred');
}

async function runTextEncoder(file: string, scale: number) {
  const { config, tensors } = (await readTinyModel('tiny-sd')).textEncoder;
  const { textEncoder } = await readTinyLora(file);
  const graph = buildTextEncoderGraph(config, adaptTensors(tensors, textEncoder, scale), {
    batch: 1,
  });
  const ids = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
  return (await runGraph(graph, { input_ids: ids })).get('last_hidden_state');
}

function expected(name: string): Float32Array {
  return readNpy(referencePath('models', 'lora', `${name}.npy`)).data;
}
