import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createPicturePredictor } from '../../electron/workers/predict-picture.ts';

const demo = join(import.meta.dirname, '..', '..', 'resources', 'demo-models', 'ja-stage2');

test('a picture that goes into the VAE is predicted with its encoder: begun from, or of a first pass', async () => {
  const predict = createPicturePredictor(() => undefined);
  const size = { width: 512, height: 512, guidance: 4 };
  const peakOf = async (fields: object) => {
    const { usual, small } = await predict(
      { path: demo, fingerprint: 'demo' },
      { ...size, ...fields },
    );
    return [usual, small].map((need) => JSON.stringify(need));
  };
  const plain = await peakOf({});
  const begun = await peakOf({ initImage: { image: 'a'.repeat(64), strength: 0.5 } });
  assert.notDeepEqual(begun, plain);
  assert.deepEqual(await peakOf({ hiresFix: { width: 256, height: 256, strength: 0.3 } }), begun);
});
