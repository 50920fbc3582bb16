import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { writeFullSizeModel } from '../../../bench/full-size-model.ts';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import {
  type Footprint,
  type MemoryNeed,
  type MemoryQuestion,
  predictMemory,
} from '../../../native-models/pipelines/predict-memory.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Stable Diffusion v1; its weights are holes, which cost no disk. */
async function fullSize(dtype: 'F32' | 'F16' = 'F32'): Promise<DiffusersModel> {
  const folder = join(temporaryFolder(), dtype);
  return await readDiffusersFolder(await writeFullSizeModel(folder, { values: 'holes', dtype }));
}

const picture = {
  height: 64,
  width: 64,
  batch: 1,
  guidance: true,
  encodes: false,
  footprint: 'usual',
} as const satisfies MemoryQuestion;

const gibi = 2 ** 30;

test('Stable Diffusion v1 at 512 px: at most 3.5 GiB and 3.5 GiB of mapped weights', async () => {
  const { ownBytes, mappedBytes } = predictMemory(await fullSize(), picture);
  assert.ok(Math.abs(ownBytes / gibi - 3.5) < 0.3, `${ownBytes / gibi} GiB`);
  assert.ok(Math.abs(mappedBytes / gibi - 3.5) < 0.1, `${mappedBytes / gibi} GiB`);
});

test('half-precision weights take half of the mapped memory, and what one layer needs while it is widened', async () => {
  const [float, half] = await Promise.all([fullSize('F32'), fullSize('F16')]);
  const needs = (footprint: Footprint) =>
    [float, half].map((model) => predictMemory(model, { ...picture, footprint }));
  for (const footprint of ['usual', 'small'] as const) {
    const [whole, halved] = needs(footprint) as [MemoryNeed, MemoryNeed];
    const added = halved.ownBytes - whole.ownBytes;
    assert.ok(added > 0.3 * gibi && added < 0.5 * gibi, `${footprint}: ${added / gibi} GiB`);
    const share = halved.mappedBytes / whole.mappedBytes;
    assert.ok(Math.abs(share - 0.5) < 0.03, `${footprint}: ${share}`);
    assert.equal(whole.narrowBytes, 0);
    assert.ok(Math.abs((halved.narrowBytes ?? 0) / halved.mappedBytes - 1) < 0.1, footprint);
  }
});

test('where 8-bit integers are made of half-precision weights, these are widened at once', async () => {
  const half = await fullSize('F16');
  const [exact, rounded] = [false, true].map((int8) => predictMemory(half, { ...picture, int8 }));
  const added = ((rounded?.ownBytes ?? 0) - (exact?.ownBytes ?? 0)) / gibi;
  assert.ok(added > 5 && added < 6, `${added} GiB`);
});

test('copies of the weights are the process’s own, and so is what they are widened from', async () => {
  const prepacked = { ...picture, weightMemory: 'prepacked' } as const;
  const [mapped, copied] = [picture, prepacked].map(async (question) =>
    predictMemory(await fullSize(), question),
  );
  const total = ({ ownBytes, mappedBytes }: MemoryNeed): number => ownBytes + mappedBytes;
  assert.ok(Math.abs(total(await copied!) - total(await mapped!)) < 0.01 * gibi);
  assert.ok((await copied!).mappedBytes < 0.01 * gibi);
  // Measured for the UNet alone, while its session opened: 5.7 GiB.
  const { ownBytes } = predictMemory(await fullSize('F16'), prepacked);
  assert.ok(ownBytes > 6.5 * gibi && ownBytes < 8 * gibi, `${ownBytes / gibi} GiB`);
  const small = { ...picture, footprint: 'small' } as const;
  assert.deepEqual(
    predictMemory(await fullSize(), { ...small, weightMemory: 'prepacked' }),
    predictMemory(await fullSize(), small),
  );
});

test('more pixels, more pictures at once, guidance and a picture to begin from all need more', async () => {
  const model = await fullSize();
  const own = (fields: Partial<MemoryQuestion>) =>
    predictMemory(model, { ...picture, ...fields }).ownBytes;
  const usual = own({});
  assert.ok(own({ width: 96 }) > usual);
  assert.ok(own({ batch: 2 }) > usual);
  assert.ok(own({ encodes: true }) > usual);
  assert.ok(own({ guidance: false }) < usual);
});

test('8-bit integers are copies of the weights', async () => {
  const model = await fullSize();
  const [exact, rounded] = [false, true].map((int8) => predictMemory(model, { ...picture, int8 }));
  // Measured: 2.46 GiB after the session opened (docs/performance.md).
  const added = ((rounded?.ownBytes ?? 0) - (exact?.ownBytes ?? 0)) / gibi;
  assert.ok(Math.abs(added - 2.46) < 0.1, `${added} GiB`);
});

test('the small footprint takes less than half of it, at every size', async () => {
  const model = await fullSize();
  for (const side of [64, 96, 128]) {
    const size = { ...picture, height: side, width: side };
    const usual = predictMemory(model, size);
    const small = predictMemory(model, { ...size, footprint: 'small' });
    assert.ok(small.ownBytes < usual.ownBytes / 2, `${side}: ${small.ownBytes / gibi} GiB`);
  }
});
