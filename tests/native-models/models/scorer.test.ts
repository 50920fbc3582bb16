import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { openScorer } from '../../../native-models/models/scorer.ts';
import { clipPixels } from '../../../native-models/pictures/clip-pixels.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from '../graphs/equality.ts';
import {
  plainBert,
  plainClipText,
  plainClipVision,
  plainFeature,
  plainVit,
} from './plain-scorer.ts';
import {
  clipConfig,
  clipWeights,
  cloobConfig,
  cloobWeights,
  japanesePieces,
  writeJapaneseTokenizer,
  writeScorer,
} from './small-scorers.ts';

const folder = temporaryFolder();
const options = { threads: 1 };

/** Pictures larger than, smaller than and as large as what the networks see. */
const images = [picture(40, 31), picture(13, 20), picture(24, 24)];

describe('CLOOB, in a small size, equals plain loops', () => {
  const weights = cloobWeights();
  const size = { layers: 2, activation: 'gelu' } as const;
  before(async () => {
    await writeScorer(folder, 'cloob', cloobConfig, weights);
    await writeJapaneseTokenizer(folder, 'cloob');
  });

  const imageFeature = (image: (typeof images)[number]) => {
    const pixels = clipPixels([image], { size: 24, filter: 'bilinear', crop: 'even' });
    const pooled = plainVit(weights, pixels, { ...size, heads: 3, eps: 1e-12 });
    return plainFeature(weights, 'visual_projection', pooled);
  };
  const textFeature = (pieces: readonly string[]) => {
    const ids = ['[CLS]', ...pieces].map((piece) =>
      japanesePieces.indexOf(piece as (typeof japanesePieces)[number]),
    );
    const padded = [...ids, ...Array.from({ length: 9 - ids.length }, () => 3)];
    const pooled = plainBert(weights, padded, ids.length, { ...size, heads: 4, eps: 1e-5 });
    return plainFeature(weights, 'text_projection', pooled);
  };
  const texts: readonly [text: string, pieces: readonly string[]][] = [
    ['猫の油絵', ['▁', '猫', 'の', '油絵']],
    // Lower case, an unknown character, no end token, cut to nine ids in all.
    ['AB犬', ['▁', 'a', 'b', '<unk>']],
    ['', []],
    ['猫'.repeat(20), ['▁', ...Array.from({ length: 7 }, () => '猫')]],
  ];

  it('image features', async () => {
    await using scorer = await open('cloob');
    assert.deepEqual([scorer.kind, scorer.featureSize], ['cloob', 10]);
    const features = await scorer.imageFeatures(images);
    for (const [index, image] of images.entries())
      assertClose(`picture ${index}`, features[index], imageFeature(image));
  });

  it('text features: padding is not seen', async () => {
    await using scorer = await open('cloob');
    const features = await scorer.textFeatures(texts.map(([text]) => text));
    for (const [index, [text, pieces]] of texts.entries())
      assertClose(`"${text}"`, features[index], textFeature(pieces));
  });

  it('scores are cosines, a row per picture and a column per text', async () => {
    await using scorer = await open('cloob');
    const scores = await scorer.scoreImages(
      images,
      texts.map(([text]) => text),
    );
    const expected = images.map((image) =>
      texts.map(([, pieces]) => {
        const text = textFeature(pieces);
        return imageFeature(image).reduce((sum, value, k) => sum + value * text[k]!, 0);
      }),
    );
    assert.equal(scores.length, images.length);
    assertClose('scores', Float32Array.from(scores.flatMap((row) => [...row])), expected.flat());
    assert.deepEqual(await scorer.scoreImages([], []), []);
  });
});

describe('CLIP, in a small size, equals plain loops', () => {
  const weights = clipWeights();
  const size = { layers: 2, heads: 2, eps: 1e-5, activation: 'quick_gelu' } as const;
  before(() => writeScorer(folder, 'clip', clipConfig, weights));

  it('image features', async () => {
    await using scorer = await open('clip');
    const features = await scorer.imageFeatures(images);
    for (const [index, image] of images.entries()) {
      const pixels = clipPixels([image], { size: 16, filter: 'bicubic', crop: 'floor' });
      const pooled = plainClipVision(weights, pixels, size);
      assertClose(
        `picture ${index}`,
        features[index],
        plainFeature(weights, 'visual_projection', pooled),
      );
    }
  });

  it('text features at the end token, by either rule of transformers', async () => {
    // "a photo of a cat"; what follows the end token cannot be seen from there.
    const ids = [49_406, 320, 1125, 539, 320, 2368, 49_407];
    const pooled = plainClipText(weights, ids, 6, size);
    const expected = plainFeature(weights, 'text_projection', pooled);
    await using scorer = await open('clip');
    const [feature] = await scorer.textFeatures(['A photo of a cat']);
    assertClose('eos_token_id 2', feature, expected);

    const newer = { ...clipConfig.text_config, eos_token_id: 49_407 };
    await writeScorer(folder, 'clip-newer', { ...clipConfig, text_config: newer }, weights);
    await using other = await open('clip-newer');
    assert.deepEqual((await other.textFeatures(['A photo of a cat']))[0], feature);
  });

  it('a text that does not fit ends in its end token all the same', async () => {
    const ids = [49_406, ...Array.from({ length: 75 }, () => 2368), 49_407];
    const pooled = plainClipText(weights, ids, 76, size);
    await using scorer = await open('clip');
    const [feature] = await scorer.textFeatures(['cat '.repeat(100)]);
    assertClose('100 cats', feature, plainFeature(weights, 'text_projection', pooled));
  });
});

describe('folders that are no scorer are refused', () => {
  it('another architecture, a missing tokenizer, one of another model', async () => {
    const weights = cloobWeights();
    await writeScorer(folder, 'other', { ...cloobConfig, model_type: 'blip' }, weights);
    await assertRejected(openScorer(join(folder, 'other')), 'unsupported-architecture');
    const swin = { ...cloobConfig.vision_config, model_type: 'swin' };
    await writeScorer(folder, 'other', { ...cloobConfig, vision_config: swin }, weights);
    await assertRejected(openScorer(join(folder, 'other')), 'unsupported-architecture');
    await writeScorer(folder, 'other', cloobConfig, weights);
    const error = await assertRejected(openScorer(join(folder, 'other')), 'folder-incomplete');
    assert.deepEqual(error.data['missing'], ['spiece.model']);
    await writeJapaneseTokenizer(
      folder,
      'other',
      japanesePieces.map((piece) => (piece === '[CLS]' ? '[cls]' : piece)),
    );
    await assert.rejects(openScorer(join(folder, 'other')), {
      name: 'ModelError',
      code: 'invalid-input',
      message: /has no \[CLS\] among the 14 pieces/,
    });
  });

  it('weights that do not fit, at the first use', async () => {
    const weights = new Map(cloobWeights());
    weights.delete('visual_projection.weight');
    await writeScorer(folder, 'gap', cloobConfig, weights);
    await writeJapaneseTokenizer(folder, 'gap');
    await using scorer = await open('gap');
    await assert.rejects(scorer.imageFeatures(images), { code: 'weights-do-not-fit' });
    assert.equal((await scorer.textFeatures(['猫'])).length, 1);
  });

  it('a configuration that cannot be', async () => {
    const uneven = { ...cloobConfig.vision_config, patch_size: 7 };
    await writeScorer(folder, 'uneven', { ...cloobConfig, vision_config: uneven }, cloobWeights());
    await writeJapaneseTokenizer(folder, 'uneven');
    await using scorer = await open('uneven');
    await assert.rejects(scorer.imageFeatures(images), { code: 'unsupported-config' });
    await writeTo(folder, 'uneven/config.json', '{"model_type": "cloob", "projection_dim": "x"}');
    await assertRejected(openScorer(join(folder, 'uneven')), 'config-invalid');
  });
});

async function open(name: string) {
  const scorer = await openScorer(join(folder, name), options);
  return { ...scorer, [Symbol.asyncDispose]: () => scorer.dispose() };
}

function picture(width: number, height: number) {
  const rgb = Uint8Array.from(
    { length: 3 * width * height },
    (_, at) => (at * at * 7 + at * 31) % 256,
  );
  return { width, height, rgb };
}
