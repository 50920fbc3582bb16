import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import type { DiffusersModel } from '../../../native-models/checkpoints/diffusers-model.ts';
import { loadDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import type { LoadedDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import type { ImageToImageModel } from '../../../native-models/pipelines/picture-request.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import {
  type GoldenRun,
  largestDifference,
  listGoldenRuns,
  readFinalLatents,
  readImages,
  repeatRun,
  type TinyModel,
  tinyModels,
} from './golden-runs.ts';

/*
 * Prompts in, pictures out, against ../shared/reference/models/pipelines: torch 2.13 and diffusers 0.39.0 for tiny-sd,
 * torch 1.13 and rinna's pipeline on diffusers 0.8.1 for tiny-jsd.
 */
const runs = listGoldenRuns();

test('the reference has 69 runs', skipWithoutReference, () => assert.equal(runs.length, 69));

for (const name of tinyModels) {
  describe(`pictures of ${name}`, skipWithoutReference, () => {
    let models: Record<'whole' | 'plain' | 'inpainting', LoadedDiffusionModel>;
    before(async () => {
      const folder = referencePath('models', name);
      const unet = referencePath('models', 'tiny-sd-inpaint', 'unet');
      const whole = await readDiffusersFolder(folder);
      models = {
        whole: await loadDiffusionModel(whole, { sessionsPerNetwork: 4 }),
        plain: await loadDiffusionModel(withPlainTokenizer(name, whole)),
        inpainting: await loadDiffusionModel(
          await readDiffusersFolder(folder, { parts: { unet } }),
          { sessionsPerNetwork: 4 },
        ),
      };
    });
    after(() => Promise.all(Object.values(models).map((model) => model.dispose())));

    for (const run of runs.filter((candidate) => candidate.model === name)) {
      test(run.name, async (t) => {
        const kind = run.unet === 'inpaint9' ? 'inpainting' : run.tokenizer ? 'plain' : 'whole';
        const { latents, images } = await generate(models[kind], run);
        const error = largestDifference(latents, readFinalLatents(run));
        const limit = 2e-4 * Math.max(1, run.final_latents_std);
        t.diagnostic(`latents off by ${(error / limit).toFixed(3)} of the limit`);
        assert.ok(error <= limit, `latents are off by ${error}; the limit is ${limit}`);
        assertSamePictures(run, images);
      });
    }
  });
}

/** Pictures within one grey level on 99.9 % of values. Those that the safety checker blacked out are passed over. */
function assertSamePictures(run: GoldenRun, images: Uint8Array): void {
  const expected = readImages(run);
  assert.equal(images.length, expected.length);
  const [, height = 0, width = 0] = run.image_shape;
  const pictureLength = 3 * width * height;
  let [compared, off] = [0, 0];
  for (let start = 0; start < expected.length; start += pictureLength) {
    const picture = expected.subarray(start, start + pictureLength);
    if (run.safety && picture.every((value) => value === 0)) continue;
    picture.forEach((value, k) => {
      compared++;
      if (Math.abs(value - images[start + k]!) > 1) off++;
    });
  }
  assert.ok(off <= compared / 1000, `${off} of ${compared} values differ by more than one level`);
}

async function generate(
  model: ImageToImageModel,
  run: GoldenRun,
): Promise<{ latents: Float32Array; images: Uint8Array }> {
  const latents: number[] = [];
  const images: number[] = [];
  for await (const event of await repeatRun(model, run)) {
    if (event.type !== 'image') continue;
    latents.push(...event.latents);
    images.push(...event.rgb);
  }
  return { latents: Float32Array.from(latents), images: Uint8Array.from(images) };
}

/** tiny-jsd has a second tokenizer beside its own, whose padding is the end token. */
function withPlainTokenizer(name: TinyModel, description: DiffusersModel): DiffusersModel {
  const { tokenizer } = description;
  if (tokenizer.kind !== 'sentencepiece') return description;
  const modelFile = referencePath('models', name, 'tokenizer_plain', 'spiece.model');
  const config = { ...tokenizer.config, pad_token: '</s>' };
  return {
    ...description,
    tokenizer: { ...tokenizer, model: modelFile, config, specialTokens: {} },
  };
}
