import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { InferenceSession } from '../../../native-models/models/onnx-runtime.ts';

import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { readTensors } from '../../../native-models/checkpoints/read-tensor.ts';
import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from './equality.ts';
import { golden, goldenIds, readTinyModel, relativeError, runGraph } from './golden.ts';
import { loraOutput, loraUnetFeeds, loraUnetShape, readTinyLora } from './tiny-loras.ts';

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
      assertClose('UNet', await runUnet([[file, 0.8]]), loraOutput(`${outputs}.scale0.8.unet_out`));
      if (inTextEncoder === 0) return;
      const hidden = await runTextEncoder(file, 0.8);
      assertClose('text encoder', hidden, loraOutput(`${outputs}.scale0.8.text_encoder_out`));
    });
  }

  it('float16 ones are within their rounding of float32 ones', async () => {
    const noisePred = await runUnet([['kohya-linear.fp16.safetensors', 0.8]]);
    const error = relativeError(noisePred, loraOutput('kohya-linear.scale0.8.unet_out'));
    assert.ok(error > 1e-6 && error < 5e-3, `${error}`);
  });

  it('several at once add up, whatever their kind and order', async () => {
    const file = 'kohya-linear.safetensors';
    const halves = await runUnet([
      [file, 0.3],
      ['kohya-locon.safetensors', 0],
      [file, 0.5],
    ]);
    assertClose('0.3 + 0.5', halves, loraOutput('kohya-linear.scale0.8.unet_out'));
    const cancelled = await runUnet([
      ['kohya-locon.safetensors', 0.7],
      [file, 1],
      ['kohya-locon.safetensors', -0.7],
      [file, -1],
    ]);
    assertClose('to nothing', cancelled, golden('tiny-sd', 'unet/8x8_b1.t500.out.npy').data);
  });

  it('reach the table of tokens too', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).textEncoder;
    const key = 'text_model.embeddings.token_embedding';
    const table = tensors.get(`${key}.weight`) ?? assert.fail(key);
    const [rows = []] = await readTensors([table]);
    const width = config.hiddenSize;
    const rowOf = (id: number) => rows.slice(id * width, (id + 1) * width);
    const difference = new Float32Array(rows.length);
    const [changed, like] = [7, 300];
    difference.set(
      rowOf(like).map((value, at) => value - (rowOf(changed)[at] ?? 0)),
      changed * width,
    );
    const file = await writeTo(
      temporaryFolder(),
      'table.safetensors',
      encodeSafetensors([
        {
          name: `lora_te_${key.replaceAll('.', '_')}.diff`,
          dtype: 'F32',
          shape: table.shape,
          data: new Uint8Array(difference.buffer),
        },
      ]),
    );
    const lora = await readLora(file, { unet: new Map(), textEncoder: tensors });
    const encode = async (weights: typeof tensors, id: number) => {
      const graph = buildTextEncoderGraph(config, weights, { batch: 1, tokens: 3 });
      const ids = { data: Int32Array.of(0, id, 1), shape: [1, 3] };
      return (await runGraph(graph, { input_ids: ids })).get('last_hidden_state') ?? assert.fail();
    };
    const adapted = adaptTensors(tensors, lora.textEncoder, 1);
    assertClose('the changed token', await encode(adapted, changed), await encode(tensors, like));
    assertClose('another token', await encode(adapted, 8), await encode(tensors, 8));
  });

  it('is folded while loading: a run computes nothing more', async () => {
    const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
    const { unet } = await readTinyLora('kohya-linear.safetensors');
    const [plain, adapted] = [tensors, adaptTensors(tensors, unet, 1)].map((weights) =>
      buildUnetGraph(config, weights, loraUnetShape),
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

async function runUnet(loras: readonly (readonly [file: string, scale: number])[]) {
  const { config, tensors } = (await readTinyModel('tiny-sd')).unet;
  let adapted = tensors;
  for (const [file, scale] of loras)
    adapted = adaptTensors(adapted, (await readTinyLora(file)).unet, scale);
  const results = await runGraph(buildUnetGraph(config, adapted, loraUnetShape), loraUnetFeeds());
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
