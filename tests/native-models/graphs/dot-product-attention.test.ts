import assert from 'node:assert/strict';
import { it } from 'node:test';

import { scaledDotProductAttention } from '../../../native-models/graphs/dot-product-attention.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { type AttentionForm, cpuGraph } from '../../../native-models/graphs/graph-profile.ts';
import { assertClose } from './equality.ts';
import { runGraph } from './golden.ts';

it('attention over more products than one buffer may hold gives the same in slices', async () => {
  // 6000 × 6000 products are 144 MB: two slices of unequal length.
  const [tokens, channels] = [6000, 4];
  const results = await Promise.all([
    attend('decomposed', tokens, channels),
    attend('multi-head', tokens, channels),
  ]);
  const [[slices, decomposed], [, whole]] = results;
  assert.equal(slices, 2);
  assertClose('sliced', decomposed, whole);
});

it('tokens that see only those before them are the same in both forms', async () => {
  const [[, decomposed], [, whole]] = await Promise.all([
    attend('decomposed', 77, 16, true),
    attend('multi-head', 77, 16, true),
  ]);
  assertClose('causal', decomposed, whole);
});

async function attend(
  form: AttentionForm,
  tokens: number,
  channels: number,
  causal = false,
): Promise<[softmaxes: number, mixed: Float32Array]> {
  const profile = { ...cpuGraph, attention: form, maskedAttention: form };
  const graph = new GraphBuilder('attention', new Map(), { profile });
  const [query, key, value] = ['query', 'key', 'value'].map((name) =>
    graph.floatInput(name, [tokens, channels]),
  );
  assert.ok(query && key && value);
  const heads = causal ? 4 : 1;
  const mixed = scaledDotProductAttention(graph, { query, key, value, batch: 1, heads, causal });
  graph.output('mixed', mixed);
  const built = graph.finish();
  const wave = (phase: number) => ({
    data: Float32Array.from(
      { length: tokens * channels },
      (_, place) => 2 * Math.sin(place * phase),
    ),
    shape: [tokens, channels],
  });
  const results = await runGraph(built, { query: wave(0.7), key: wave(1.3), value: wave(2.9) });
  const softmaxes = Buffer.from(built.model).toString('latin1').split('"\u0007Softmax').length - 1;
  return [softmaxes, results.get('mixed') ?? assert.fail()];
}
