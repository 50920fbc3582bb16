import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import {
  meanAbsoluteDifference,
  peakSignalToNoise,
  structuralSimilarity,
} from '../../electron/images/picture-difference.ts';
import type { PixelImage } from '../../electron/images/picture-file.ts';
import { decodePreviewSheet, encodePreviewSheet } from '../../electron/images/preview-sheet.ts';
import { writeFileDurably } from '../../electron/images/write-file-durably.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Computed by numpy and scipy: tests/reference/make_differences.py. */
const cases = z
  .array(
    z.object({
      width: z.number(),
      height: z.number(),
      seeds: z.tuple([z.number(), z.number()]),
      mix: z.number(),
      meanAbsolute: z.number(),
      psnr: z.number(),
      ssim: z.number(),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '..', 'reference', 'differences.json'), 'utf8'),
    ),
  );

function noisePicture(seed: number, width: number, height: number): PixelImage {
  let state = seed;
  const rgb = Uint8Array.from({ length: width * height * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return { width, height, rgb };
}

for (const { width, height, seeds, mix, ...expected } of cases) {
  test(`${width} × ${height} pixels, mixed by ${mix}: the measures of numpy and scipy`, () => {
    const a = noisePicture(seeds[0], width, height);
    const other = noisePicture(seeds[1], width, height);
    const rgb = a.rgb.map((value, i) => Math.floor(value * (1 - mix) + (other.rgb[i] ?? 0) * mix));
    const b = { width, height, rgb };
    assert.ok(Math.abs(meanAbsoluteDifference(a, b) - expected.meanAbsolute) < 1e-9);
    assert.ok(Math.abs((peakSignalToNoise(a, b) ?? 0) - expected.psnr) < 1e-9);
    assert.ok(Math.abs(structuralSimilarity(a, b) - expected.ssim) < 1e-9);
    assert.equal(structuralSimilarity(a, b), structuralSimilarity(b, a));
  });
}

test('equal pictures are zero apart, and their noise has no ratio', () => {
  const picture = noisePicture(7, 16, 16);
  assert.equal(meanAbsoluteDifference(picture, picture), 0);
  assert.equal(peakSignalToNoise(picture, picture), null);
  assert.ok(Math.abs(structuralSimilarity(picture, picture) - 1) < 1e-12);
});

test('pictures of other sizes, and too small ones, are refused', () => {
  const picture = noisePicture(1, 16, 16);
  assert.throws(() => meanAbsoluteDifference(picture, noisePicture(1, 16, 24)), RangeError);
  const small = noisePicture(1, 8, 8);
  assert.throws(() => structuralSimilarity(small, small), RangeError);
});

test('previews come back from their sheet in order, nearly as they were', async () => {
  const previews = Array.from({ length: 21 }, (_, step) => ({
    width: 8,
    height: 6,
    rgb: new Uint8Array(8 * 6 * 3).fill(step * 12),
  }));
  const { bytes, tiles } = await encodePreviewSheet(previews);
  assert.deepEqual(tiles, { width: 8, height: 6, columns: 16, count: 21 });
  const file = join(temporaryFolder(), '途中.webp');
  await writeFileDurably(file, bytes);
  const decoded = await decodePreviewSheet(file, tiles);
  assert.equal(decoded.length, 21);
  for (const [step, preview] of decoded.entries()) {
    const before = previews[step];
    assert.ok(before);
    assert.ok(meanAbsoluteDifference(preview, before) < 4, `step ${step}`);
  }
});

test('previews of a smaller first pass are enlarged to the size of the others', async () => {
  const plain = (side: number, value: number) => ({
    width: side,
    height: side,
    rgb: new Uint8Array(side * side * 3).fill(value),
  });
  const { bytes, tiles } = await encodePreviewSheet([plain(4, 200), plain(8, 40)]);
  assert.deepEqual(tiles, { width: 8, height: 8, columns: 2, count: 2 });
  const file = join(temporaryFolder(), 'two-passes.webp');
  await writeFileDurably(file, bytes);
  const [first, second] = await decodePreviewSheet(file, tiles);
  assert.ok(meanAbsoluteDifference(first!, plain(8, 200)) < 4);
  assert.ok(meanAbsoluteDifference(second!, plain(8, 40)) < 4);
});
