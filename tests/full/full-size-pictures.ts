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

const { latentStride, byteStride, runs } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../reference/full-size-pictures.json'), 'utf8'),
) as {
  readonly latentStride: number;
  readonly byteStride: number;
  readonly runs: readonly ExpectedRun[];
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
});

type Picture = Extract<PictureEvent, { type: 'image' }>;

async function draw(folder: string, scheduler: ExpectedRun['sampler']): Promise<Picture> {
  const model = await loadDiffusionModel(await readDiffusersFolder(folder));
  const pictures: Picture[] = [];
  for await (const event of textToImage(model, {
    prompts: ['a photo of a cat'],
    negativePrompt: 'blurry, low quality',
    width: 256,
    height: 256,
    steps: 5,
    guidanceScale: 7.5,
    seeds: [42n],
    scheduler,
  })) {
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
