import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { networks, write } from './lora-files.ts';
import { type Key, type Numbers, numbers } from './lora-forms.ts';

describe('what does not go together is refused', () => {
  const key = 'down_blocks.0.conv.weight';
  const half = { hada_w1_a: numbers(6, 2), hada_w1_b: numbers(2, 36), hada_w2_a: numbers(6, 2) };
  const cases: readonly [string, string, Key, Readonly<Record<string, Numbers>>][] = [
    ['a LoHa without its last quarter', 'lora-unmatched', key, half],
    ['a LoKr of one factor', 'lora-unmatched', key, { lokr_w1: numbers(3, 2) }],
    ['lengths alone', 'lora-unmatched', key, { dora_scale: numbers(6, 1, 1, 1) }],
    [
      'a LoRA and a LoKr at once',
      'lora-unmatched',
      key,
      {
        'lora_up.weight': numbers(6, 2, 1, 1),
        'lora_down.weight': numbers(2, 4, 3, 3),
        lokr_w1: numbers(3, 2),
      },
    ],
    ['a LoHa whose halves differ', 'lora-wrong-shape', key, { ...half, hada_w2_b: numbers(2, 35) }],
    [
      'a LoKr for another kernel',
      'lora-wrong-shape',
      key,
      { lokr_w1: numbers(3, 2), lokr_w2: numbers(2, 2, 2, 2) },
    ],
    [
      'a LoKr with a kernel in its first factor',
      'lora-wrong-shape',
      key,
      { lokr_w1: numbers(3, 2, 3, 3), lokr_w2: numbers(2, 2) },
    ],
    [
      'a core of another rank',
      'lora-wrong-shape',
      key,
      {
        'lora_up.weight': numbers(6, 2, 1, 1),
        'lora_mid.weight': numbers(3, 2, 3, 3),
        'lora_down.weight': numbers(2, 4, 1, 1),
      },
    ],
    [
      'lengths of another number',
      'lora-wrong-shape',
      key,
      { diff: numbers(6, 4, 3, 3), dora_scale: numbers(5, 1, 1, 1) },
    ],
    ['a difference of another shape', 'lora-wrong-shape', key, { diff: numbers(6, 4, 9) }],
    [
      'a bias’ difference that is too long',
      'lora-wrong-shape',
      'down_blocks.0.conv.bias',
      { diff_b: numbers(7) },
    ],
    ['nothing at all', 'lora-wrong-shape', key, { diff: numbers(6, 0, 3, 3) }],
  ];
  for (const [name, code, of, tensors] of cases) {
    it(name, async () => {
      const file = await write('refused', of, tensors);
      await assert.rejects(readLora(file, await networks()), { code });
    });
  }

  it('whole numbers', async () => {
    const file = await write(
      'int',
      'attn.to_q.weight',
      { 'lora_up.weight': numbers(8, 2), 'lora_down.weight': numbers(2, 6) },
      'I32',
    );
    await assert.rejects(readLora(file, await networks()), {
      code: 'tensor-invalid',
      message: /whole numbers/,
    });
  });
});
