import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { readSafetyChecker } from '../../../native-models/checkpoints/read-safety-checker.ts';
import { buildSafetyCheckerGraph } from '../../../native-models/graphs/safety-checker.ts';
import { judgeConcepts, openSafetyChecker } from '../../../native-models/models/safety-checker.ts';
import { clipPixels, resizeAndCrop } from '../../../native-models/pictures/clip-pixels.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { readNpy } from '../../helpers/npy.ts';
import { readRgb } from '../../helpers/read-rgb.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from '../graphs/equality.ts';
import { runGraph } from '../graphs/golden.ts';

interface Recorded {
  readonly images: readonly string[];
  readonly resized_png: readonly (readonly [image: number, file: string])[];
  readonly has_nsfw_concepts: readonly boolean[];
  readonly max_concept_minus_threshold: readonly number[];
  readonly threshold_variants: readonly {
    readonly concept_thresholds_lowered_by: number;
    readonly special_thresholds_lowered_by: number;
    readonly has_nsfw_concepts: readonly boolean[];
  }[];
}

const pixelOptions = { size: 224, filter: 'bicubic', crop: 'floor' } as const;

describe(
  'the safety checker equals diffusers 0.14 and transformers 4.26',
  skipWithoutReference,
  () => {
    it('sees the very bytes that CLIPFeatureExtractor makes', async () => {
      const { images, resized_png } = recorded();
      assert.equal(resized_png.length, 3);
      for (const [index, file] of resized_png) {
        const square = resizeAndCrop(await readImage(images[index] ?? ''), pixelOptions);
        const { rgb } = await readRgb(goldenPath(file));
        assert.deepEqual(Buffer.from(square.data), Buffer.from(rgb), file);
      }
    });

    it('pooled output, features and cosines of seven pictures at once', async () => {
      const { config, tensors } = await readTinyChecker();
      const images = await Promise.all(recorded().images.map(readImage));
      const pixels = clipPixels(images, pixelOptions);
      const paths = ['vision_model.vision_model.post_layernorm', 'visual_projection'];
      const graph = buildSafetyCheckerGraph(config, tensors, images.length, {
        intermediates: [...paths, 'vision_model.vision_model.encoder'],
      });
      const results = await runGraph(graph, {
        pixel_values: { data: pixels, shape: [images.length, 3, 224, 224] },
      });
      assertClose('pooled', results.get(paths[0]!), golden('pooled'));
      assertClose('features', results.get(paths[1]!), golden('image_embeds'));
      const expected = golden('last_hidden_state_0');
      const hidden = results.get('vision_model.vision_model.encoder');
      assertClose('last hidden state', hidden?.slice(0, expected.length), expected);
      const [special, concepts] = [golden('special_cos'), golden('concept_cos')];
      const cosines = images.flatMap((_, index) => [
        ...special.subarray(3 * index, 3 * index + 3),
        ...concepts.subarray(17 * index, 17 * index + 17),
      ]);
      assertClose('cosines', results.get('cosines'), cosines);
    });

    it('the verdict of each picture, also with other thresholds', async () => {
      const checker = await readTinyChecker();
      const images = await Promise.all(recorded().images.map(readImage));
      const plain = {
        concept_thresholds_lowered_by: 0,
        special_thresholds_lowered_by: 0,
        has_nsfw_concepts: recorded().has_nsfw_concepts,
      };
      for (const variant of [plain, ...recorded().threshold_variants]) {
        const lower = (values: Float32Array, by: number) => values.map((value) => value - by);
        const thresholds = {
          concepts: lower(checker.thresholds.concepts, variant.concept_thresholds_lowered_by),
          special: lower(checker.thresholds.special, variant.special_thresholds_lowered_by),
        };
        const opened = openSafetyChecker({ ...checker, thresholds }, { threads: 1 });
        const verdicts = await opened.check(images);
        await opened.dispose();
        const flagged = verdicts.map(({ isFlagged }) => isFlagged);
        assert.deepEqual(flagged, variant.has_nsfw_concepts);
        if (variant !== plain) continue;
        // Of the pictures without a special concept the recorded distances are the scores.
        for (const [index, { conceptScores, specialScores }] of verdicts.entries()) {
          if (specialScores.some((score) => score > 0)) continue;
          const distance = recorded().max_concept_minus_threshold[index] ?? Number.NaN;
          assert.ok(Math.abs(Math.max(...conceptScores) - distance) <= 0.0005 + 1e-6);
        }
      }
    });
  },
);

describe('the verdict, by hand', () => {
  const thresholds = { special: Float32Array.of(0.5, 0.5), concepts: Float32Array.of(0.3, 0.4) };
  const judge = (...cosines: number[]) => judgeConcepts(Float32Array.from(cosines), thresholds);

  it('counts a concept from half a thousandth above its threshold', () => {
    assert.equal(judge(0, 0, 0.3004, 0).isFlagged, false);
    assert.equal(judge(0, 0, 0.3006, 0).isFlagged, true);
    assert.deepEqual(judge(0, 0, 0, 0.35).conceptScores, [-0.3, -0.05]);
  });

  it('is stricter by 0.01 once a special concept is found, with later special ones too', () => {
    assert.equal(judge(0, 0, 0, 0.395).isFlagged, false);
    assert.equal(judge(0.51, 0, 0, 0.395).isFlagged, true);
    assert.deepEqual(judge(0.51, 0.495, 0, 0).specialScores, [0.01, 0.005]);
    assert.deepEqual(judge(0, 0.51, 0, 0).specialScores, [-0.5, 0.01]);
    assert.equal(judge(0.9, 0.9, 0, 0).isFlagged, false);
  });
});

describe('a folder that is no safety checker is refused', () => {
  const folder = temporaryFolder();

  it('without files, or with the weights of another network', skipWithoutReference, async () => {
    const error = await assertRejected(readSafetyChecker(folder), 'folder-incomplete');
    const missing = error.data['missing'] as readonly string[];
    assert.deepEqual([missing[0], missing.length], ['config.json', 2]);
    await writeTo(folder, 'config.json', '{"vision_config": {}}');
    const other = referencePath('models', 'tiny-sd', 'text_encoder', 'model.safetensors');
    await writeTo(folder, 'model.safetensors', readFileSync(other));
    await assertRejected(readSafetyChecker(folder), 'state-dict-mismatch');
    await writeTo(folder, 'config.json', '{"vision_config": {"hidden_size": 7}}');
    await assertRejected(readSafetyChecker(folder), 'config-invalid');
  });
});

function readTinyChecker() {
  return readSafetyChecker(referencePath('models', 'tiny-sd', 'safety_checker'));
}

function recorded(): Recorded {
  return JSON.parse(readFileSync(goldenPath('safety_checker/golden.json'), 'utf8')) as Recorded;
}

function readImage(file: string) {
  return readRgb(goldenPath(file));
}

function golden(name: string): Float32Array {
  return readNpy(goldenPath(`safety_checker/${name}.npy`)).data;
}

function goldenPath(file: string): string {
  return join(referencePath('models', 'tiny-sd-golden'), file);
}
