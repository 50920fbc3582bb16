import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { linear } from '../../../native-models/graphs/layers.ts';
import type { WeightMemory } from '../../../native-models/models/session-memory.ts';
import { Tensor } from '../../../native-models/models/onnx-runtime.ts';
import { openSession, runSession } from '../../../native-models/models/sessions.ts';
import { peakBytes } from '../../helpers/peak-bytes.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { assertClose } from '../graphs/equality.ts';

const width = 2048;
const layers = 8;
const mebi = 2 ** 20;

/** A chain of linear layers with half-precision weights: 64 MiB in the file, 128 MiB as float32. */
function halfPrecisionChain() {
  const file = join(temporaryFolder(), 'weights.bin');
  const count = width * width;
  const bits = new Uint16Array(count);
  for (let at = 0; at < count; at++) {
    // Between 1/128 and 1/64, of either sign.
    bits[at] = ((at * 37) & 0x3ff) | 0x2000 | (at % 3 === 0 ? 0x8000 : 0);
  }
  // One layer after the other: what is held at once counts among what the process has had.
  for (let layer = 0; layer < layers; layer++) appendFileSync(file, new Uint8Array(bits.buffer));
  const entries = Array.from({ length: layers }, (_, layer) => {
    const name = `${layer}.weight`;
    const place = { file, offset: 2 * layer * count, byteLength: 2 * count };
    return [name, { name, dtype: 'F16', shape: [width, width], ...place }] as const;
  });
  const graph = new GraphBuilder('chain', new Map(entries));
  let value = graph.input('x', 'float32', [1, width]);
  for (let layer = 0; layer < layers; layer++) {
    value = linear(graph, `${layer}`, value, width, { bias: false });
  }
  graph.output('y', value);
  return graph.finish();
}

test('mapped half-precision weights are widened one after the other, to the same numbers as copies', async () => {
  const graph = halfPrecisionChain();
  assert.equal(graph.memory.widenedBytes, 128 * mebi);
  const run = async (weightMemory: WeightMemory): Promise<Float32Array> => {
    const session = await openSession('chain', graph, { threads: 1, weightMemory });
    const x = new Tensor('float32', new Float32Array(width).fill(1), [1, width]);
    const result = await runSession('chain', session, { x }, 'y');
    await session.release();
    return result;
  };

  const before = peakBytes();
  const mapped = await run('mapped');
  // The file's own pages, one widened layer, and what the arena and its growth take. Widened all at once: 197 MiB.
  assert.ok(peakBytes() - before < (64 + 64) * mebi, `${(peakBytes() - before) / mebi} MiB`);
  assertClose('the chain', mapped, await run('prepacked'));
});
