import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { InferenceSession } from '../../../native-models/models/onnx-runtime.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from './equality.ts';
import { relativeError } from './golden.ts';
import { adapted, folder, graphOf, indexOf, lengthOf, plain, tensor, write } from './lora-files.ts';
import { forms, numbers, scalar, weights } from './lora-forms.ts';

describe('relatives of LoRA are added as their papers have it', () => {
  for (const form of forms) {
    it(form.name, async () => {
      const alpha = 3;
      const file = await write(`${forms.indexOf(form)}`, form.key, {
        ...form.tensors,
        ...(form.rank !== null && { alpha: scalar(alpha) }),
      });
      const scale = form.rank === null ? 1 : alpha / form.rank;
      const expected = plain(
        form.key,
        (weight, place) => weight + 0.5 * scale * form.difference(form.tensors, place),
      );
      assertClose(form.name, await adapted(form.key, [[file, 0.5]]), expected);
    });
  }

  it('an alpha beside whole factors changes nothing', async () => {
    const form = forms.find(({ name }) => name.startsWith('LoKr of two whole')) ?? assert.fail();
    const file = await write('whole-alpha', form.key, { ...form.tensors, alpha: scalar(100) });
    const expected = plain(
      form.key,
      (weight, place) => weight + form.difference(form.tensors, place),
    );
    assertClose('LoKr', await adapted(form.key, [[file, 1]]), expected);
  });

  for (const dtype of ['F16', 'BF16', 'F64'] as const) {
    it(`stored as ${dtype}`, async () => {
      for (const form of [forms[4], forms[7]]) {
        assert.ok(form);
        const file = await write(dtype, form.key, form.tensors, dtype);
        const expected = plain(
          form.key,
          (weight, place) => weight + form.difference(form.tensors, place),
        );
        assertClose(form.name, await adapted(form.key, [[file, 1]]), expected);
      }
    });
  }
});

describe('DoRA brings rows or columns to lengths of their own', () => {
  for (const form of forms.filter(({ key }) => !/bias|norm/.test(key))) {
    for (const per of ['output', 'input'] as const) {
      it(`${form.name}, a length for each ${per}`, async () => {
        const [outputs = 1, inputs = 1, ...kernel] = weights[form.key].shape;
        const lengths = numbers(
          ...(per === 'output' ? [outputs, 1] : [1, inputs]),
          ...kernel.map(() => 1),
        );
        const file = await write('dora', form.key, { ...form.tensors, dora_scale: lengths });
        const merged = plain(
          form.key,
          (weight, place) => weight + form.difference(form.tensors, place),
        );
        for (const strength of [1, 0.4, -1]) {
          const expected = plain(form.key, (weight, place) => {
            const line = place[per === 'output' ? 0 : 1] ?? 0;
            const whole =
              (merged[indexOf(form.key, place)] ?? 0) *
              ((lengths.data[line] ?? 0) / lengthOf(form.key, merged, per, line));
            return weight + strength * (whole - weight);
          });
          assertClose(
            `strength ${strength}`,
            await adapted(form.key, [[file, strength]]),
            expected,
          );
        }
      });
    }
  }

  it('as PEFT names them, one for each output of a square weight too', async () => {
    const up = numbers(8, 2);
    const down = numbers(2, 6);
    const lengths = numbers(8);
    const peft = await writeTo(
      folder,
      'peft-dora.safetensors',
      encodeSafetensors([
        tensor('base_model.model.attn.to_q.lora_A.weight', down),
        tensor('base_model.model.attn.to_q.lora_B.weight', up),
        tensor('base_model.model.attn.to_q.lora_magnitude_vector', lengths),
      ]),
    );
    const lycoris = await write('lycoris-dora', 'attn.to_q.weight', {
      'lora_up.weight': up,
      'lora_down.weight': down,
      dora_scale: { ...lengths, shape: [8, 1] },
    });
    assert.deepEqual(
      await adapted('attn.to_q.weight', [[peft, 0.7]]),
      await adapted('attn.to_q.weight', [[lycoris, 0.7]]),
    );
  });

  it('whatever else is added, and in whatever order', async () => {
    const key = 'attn.to_q.weight';
    const lora = await write('beside', key, {
      'lora_up.weight': numbers(8, 2),
      'lora_down.weight': numbers(2, 6),
    });
    const dora = await write('length', key, {
      lokr_w1: numbers(2, 3),
      lokr_w2: numbers(4, 2),
      dora_scale: numbers(8, 1),
    });
    const one = await adapted(key, [
      [lora, 0.5],
      [dora, 0.8],
    ]);
    const other = await adapted(key, [
      [dora, 0.8],
      [lora, 0.5],
    ]);
    assert.ok(relativeError(one, other) < 1e-6);
    assert.ok(relativeError(one, await adapted(key, [[dora, 0.8]])) > 0.01);
  });
});

it('all of it is folded while loading: a run adds nothing up', async () => {
  const lengths = numbers(6, 1, 1, 1);
  for (const [index, form] of forms.entries()) {
    if (form.key !== 'down_blocks.0.conv.weight') continue;
    const file = await write(`folded-${index}`, form.key, { ...form.tensors, dora_scale: lengths });
    const { model, externalDataFolder } = await graphOf(form.key, [[file, 0.5]]);
    assert.ok(Buffer.from(model).includes(' + LoRA 0'));
    const optimized = join(folder, `folded-${index}.onnx`);
    const session = await InferenceSession.create(model, {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: optimized,
      logSeverityLevel: 3,
      extra: { session: { model_external_initializers_file_folder_path: externalDataFolder } },
    });
    await session.release();
    assert.ok(!readFileSync(optimized).includes(' + LoRA 0'), form.name);
  }
});
