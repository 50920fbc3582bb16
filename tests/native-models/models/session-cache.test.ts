import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { Tensor } from '../../../native-models/models/onnx-runtime.ts';

import type { BuiltGraph } from '../../../native-models/graphs/built-graph.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { linear } from '../../../native-models/graphs/layers.ts';
import { createSessionCache } from '../../../native-models/models/session-cache.ts';
import { openSession, runSession } from '../../../native-models/models/sessions.ts';

/** x + x for `[size]` numbers: a network without weights. */
function doubling({ size }: { size: number }): BuiltGraph {
  const graph = new GraphBuilder('doubling', new Map());
  const x = graph.input('x', 'float32', [size]);
  graph.output('y', graph.node('Add', [x, x], [size]));
  return graph.finish();
}

function recordingCache(
  sessionsPerNetwork: number,
  availableBytes?: () => number,
): {
  opened: number[];
  double: (values: number[]) => Promise<number[]>;
  dispose: () => Promise<void>;
} {
  const opened: number[] = [];
  const cache = createSessionCache(
    'doubling',
    (shape: { size: number }) => {
      opened.push(shape.size);
      return doubling(shape);
    },
    { threads: 1, sessionsPerNetwork, ...(availableBytes && { availableBytes }) },
  );
  return {
    opened,
    dispose: cache.dispose,
    double: (values) =>
      cache.use({ size: values.length }, async (session) => {
        const x = new Tensor('float32', Float32Array.from(values), [values.length]);
        return Array.from(await runSession('doubling', session, { x }, 'y'));
      }),
  };
}

describe('sessions of a network', () => {
  it('one per shape, the least recently used closed first', async () => {
    const { opened, double, dispose } = recordingCache(2);
    assert.deepEqual(await double([1]), [2]);
    assert.deepEqual(await double([1, 2]), [2, 4]);
    await double([3]);
    assert.deepEqual(opened, [1, 2], 'a kept session is used again');
    await double([1, 2, 3]); // closes the session of 2, which was used before that of 1
    await double([4]);
    assert.deepEqual(opened, [1, 2, 3]);
    await double([5, 6]);
    assert.deepEqual(opened, [1, 2, 3, 2]);
    await dispose();
  });

  it('the same for the same sides, in whatever order they are named', async () => {
    let opened = 0;
    const cache = createSessionCache(
      'doubling',
      ({ height, width }: { height: number; width: number }) => {
        opened += 1;
        return doubling({ size: 100 * height + width });
      },
      { threads: 1 },
    );
    await cache.use({ height: 1, width: 2 }, async () => {});
    await cache.use({ width: 2, height: 1 }, async () => {});
    assert.equal(opened, 1);
    await cache.use({ height: 2, width: 1 }, async () => {});
    assert.equal(opened, 2);
    await cache.dispose();
  });

  it('only one where memory has no room for another beside it', async () => {
    const { opened, double, dispose } = recordingCache(2, () => 11);
    await double([1]);
    await double([1, 2, 3]); // takes 12 bytes: its result may lie over its input
    await double([1]); // takes 4
    assert.deepEqual(opened, [1, 3, 1], 'the first was closed for the second');
    await double([1, 2, 3]);
    assert.deepEqual(opened, [1, 3, 1], 'the second was kept beside the third');
    await dispose();
  });

  it('calls made at once run one after the other, whatever their shapes', async () => {
    const { double, dispose } = recordingCache(1);
    const results = await Promise.all([double([1]), double([2, 3]), double([4]), double([5, 6])]);
    assert.deepEqual(results, [[2], [4, 6], [8], [10, 12]]);
    await dispose();
  });

  it('after dispose: runs under way finish, later calls fail with "closed"', async () => {
    const { double, dispose } = recordingCache(1);
    const underWay = double([1]);
    const closing = dispose();
    const late = double([2]);
    assert.deepEqual(await underWay, [2]);
    await closing;
    await assert.rejects(late, { name: 'ModelError', code: 'closed' });
    await dispose();
  });

  it('a failed run leaves the session usable', async () => {
    const { opened, double, dispose } = recordingCache(1);
    const cache = createSessionCache('doubling', doubling, { threads: 1 });
    const wrong = new Tensor('float32', new Float32Array(3), [3]);
    await assert.rejects(
      cache.use({ size: 2 }, (session) => runSession('doubling', session, { x: wrong }, 'y')),
      { name: 'ModelError', code: 'run-failed', message: /The doubling stopped/ },
    );
    const right = new Tensor('float32', Float32Array.of(1, 2), [2]);
    const results = cache.use({ size: 2 }, (session) =>
      runSession('doubling', session, { x: right }, 'y'),
    );
    assert.deepEqual(await results, Float32Array.of(2, 4));
    assert.deepEqual(await double([1]), [2]);
    assert.deepEqual(opened, [1]);
    await Promise.all([cache.dispose(), dispose()]);
  });
});

describe('opening a session', () => {
  it('fails with "weights-changed" where the file became shorter or went away', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nishiki-sessions-'));
    const file = join(folder, 'weights.bin');
    await writeFile(file, Buffer.from(Float32Array.of(1, 2, 3, 4).buffer));
    const entry = {
      name: 'fc.weight',
      dtype: 'F32',
      shape: [2, 2],
      file,
      offset: 0,
      byteLength: 16,
    };
    const graph = new GraphBuilder('test', new Map([['fc.weight', { ...entry, dtype: 'F32' }]]));
    graph.output('y', linear(graph, 'fc', graph.input('x', 'float32', [1, 2]), 2, { bias: false }));
    const built = graph.finish();

    const session = await openSession('UNet', built, { threads: 1, weightMemory: 'mapped' });
    const x = new Tensor('float32', Float32Array.of(1, 1), [1, 2]);
    assert.deepEqual(await runSession('UNet', session, { x }, 'y'), Float32Array.of(3, 7));
    await session.release();

    await truncate(file, 12);
    await assert.rejects(openSession('UNet', built), {
      name: 'ModelError',
      code: 'weights-changed',
      message: /weights of the UNet have changed.*12 bytes of at least 16.*weights\.bin/,
    });
    await rm(folder, { recursive: true });
    await assert.rejects(openSession('UNet', built), { code: 'weights-changed' });
  });

  it('fails with "session-failed" where ONNX Runtime refuses the graph', async () => {
    const graph = { ...doubling({ size: 1 }), model: Uint8Array.of(1, 2, 3) };
    await assert.rejects(openSession('UNet', graph), {
      name: 'ModelError',
      code: 'session-failed',
      message: /The UNet could not be prepared/,
    });
  });

  it('gives the same numbers mapped and prepacked', async () => {
    for (const weightMemory of ['mapped', 'prepacked'] as const) {
      const session = await openSession('doubling', doubling({ size: 2 }), { weightMemory });
      const x = new Tensor('float32', Float32Array.of(1, 2), [2]);
      assert.deepEqual(await runSession('doubling', session, { x }, 'y'), Float32Array.of(2, 4));
      await session.release();
    }
  });
});
