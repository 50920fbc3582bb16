import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';

import { writeFullSizeModelOnce } from '../../bench/full-size-model.ts';
import { readDiffusersFolder } from '../../native-models/checkpoints/diffusers-folder.ts';
import { loadDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import type { PictureEvent } from '../../native-models/pipelines/picture-request.ts';
import { inpaint } from '../../native-models/pipelines/inpaint.ts';
import { textToImage } from '../../native-models/pipelines/text-to-image.ts';

/*
 * `npm run test:full`: whole pictures of Stable Diffusion v1 at full size, from words to grey levels, against a plain
 * PyTorch program (tests/reference/make_full_size_pictures.py). Needs no reference data beside the repository. The
 * checkpoints are those of full-size.ts.
 */

interface ExpectedRun {
  readonly weights: 'float32' | 'float16';
  readonly sampler: 'ddim' | 'lms';
  readonly latentsStd: number;
  /** Every `latentStride`th latent, and every `byteStride`th byte of the picture. */
  readonly latents: readonly number[];
  readonly bytes: readonly number[];
}

const { latentStride, byteStride, runs, painted } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../reference/full-size-pictures.json'), 'utf8'),
) as {
  readonly latentStride: number;
  readonly byteStride: number;
  readonly runs: readonly ExpectedRun[];
  /** Painted into the picture of `scene()`, strength 1. */
  readonly painted: ExpectedRun & {
    /** Bytes of the outermost row above and column at the right of what is painted anew. */
    readonly edge: readonly number[];
  };
};

const dtypes = { float32: 'F32', float16: 'F16' } as const;
const kept = process.env['NISHIKI_FULL_SIZE'];

describe('Whole pictures of Stable Diffusion v1 at full size equal PyTorch', () => {
  let folder = '';
  before(async () => {
    folder = kept ?? (await mkdtemp(join(tmpdir(), 'nishiki-full-size-')));
  });
  after(async () => {
    if (kept === undefined) await rm(folder, { recursive: true });
  });

  for (const run of runs) {
    it(`256 px, five steps of ${run.sampler}, ${run.weights} weights`, async (t) => {
      const path = join(folder, run.weights);
      const written = await writeFullSizeModelOnce(path, dtypes[run.weights]);
      const { latents, rgb } = await draw(written, run.sampler);
      assertSameLatents(t, latents, run);
      assertSamePicture(t, rgb, run.bytes);
    });
  }

  it('256 px, painted into a picture by a UNet that knows no mask, up to the edge', async (t) => {
    const written = await writeFullSizeModelOnce(join(folder, 'float32'), 'F32');
    const { latents, rgb } = await draw(written, 'ddim', scene());
    assertSameLatents(t, latents, painted);
    assertSamePicture(t, rgb, painted.bytes);
    const { left, right, top, bottom } = edges;
    const row = rgb.subarray(3 * (256 * top + left), 3 * (256 * top + right));
    const column = Array.from({ length: bottom - top }, (_, k) => {
      const pixel = 256 * (top + k) + right - 1;
      return [...rgb.subarray(3 * pixel, 3 * pixel + 3)];
    });
    const off = [...row, ...column.flat()].map((level, k) => Math.abs(level - painted.edge[k]!));
    assert.equal(off.length, painted.edge.length);
    t.diagnostic(`edge: ${Math.max(...off)} levels at most`);
    assert.ok(Math.max(...off) <= 1);
  });
});

type Picture = Extract<PictureEvent, { type: 'image' }>;

const edges = { left: 40, right: 200, top: 64, bottom: 208 };

/** What is painted into, and how the studio does it. */
function scene() {
  const side = 256;
  const { left, right, top, bottom } = edges;
  const pixels = Array.from({ length: side * side }, (_, k) => [k % side, Math.floor(k / side)]);
  const image = {
    width: side,
    height: side,
    rgb: Uint8Array.from(
      pixels.flatMap(([x = 0, y = 0]) => [x, y, (((x >> 4) + (y >> 4)) % 2) * 160 + 40]),
    ),
  };
  const mask = {
    width: side,
    height: side,
    data: Uint8Array.from(pixels, ([x = 0, y = 0]) =>
      x >= left && x < right && y >= top && y < bottom ? 255 : 0,
    ),
  };
  return { image, mask, strength: 1, blending: 'legacy', keepOriginal: true } as const;
}

async function draw(
  folder: string,
  scheduler: ExpectedRun['sampler'],
  into?: ReturnType<typeof scene>,
): Promise<Picture> {
  const model = await loadDiffusionModel(await readDiffusersFolder(folder));
  const pictures: Picture[] = [];
  const request = {
    prompts: ['a photo of a cat'],
    negativePrompt: 'blurry, low quality',
    width: 256,
    height: 256,
    steps: 5,
    guidanceScale: 7.5,
    seeds: [42n],
    scheduler,
  };
  const events = into ? inpaint(model, { ...request, ...into }) : textToImage(model, request);
  for await (const event of events) {
    if (event.type === 'image') pictures.push(event);
  }
  await model.dispose();
  const [picture] = pictures;
  assert.ok(picture);
  return picture;
}

function assertSameLatents(
  t: TestContext,
  latents: Float32Array,
  { latents: expected, latentsStd }: ExpectedRun,
): void {
  const sampled = latents.filter((_, index) => index % latentStride === 0);
  assert.equal(sampled.length, expected.length);
  const worst = expected.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (sampled[index] ?? Number.NaN))),
    0,
  );
  const limit = 2e-4 * Math.max(1, latentsStd);
  t.diagnostic(`latents: ${(worst / limit).toFixed(3)} of the limit of ${limit.toExponential(1)}`);
  assert.ok(worst <= limit, `latents are off by ${worst}; the limit is ${limit}`);
}

/** Within one grey level on 99.9 % of the values. */
function assertSamePicture(t: TestContext, rgb: Uint8Array, expected: readonly number[]): void {
  const sampled = rgb.filter((_, index) => index % byteStride === 0);
  assert.equal(sampled.length, expected.length);
  const off = expected.map((level, index) => Math.abs(level - (sampled[index] ?? Number.NaN)));
  const equal = off.filter((levels) => levels === 0).length;
  t.diagnostic(
    `picture: ${equal} of ${off.length} values equal, ${Math.max(...off)} levels at most`,
  );
  const others = off.filter((levels) => !(levels <= 1)).length;
  assert.ok(
    others <= off.length / 1000,
    `${others} of ${off.length} values differ by more than one`,
  );
}
