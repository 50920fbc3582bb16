import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test(
  'a forecast counts what a request asks for beyond its size: 8-bit integers, a picture that goes into the VAE',
  skipWithoutModels,
  async (t) => {
    const { studio, ja } = await openTestStudio(t);
    const bytesOf = async (asked: object) => {
      const size = { width: 256, height: 256, guidance: 4 };
      const request = { modelIds: [ja.modelId], ...size, ...asked };
      return (await studio.generation.forecast(request)).usualBytes;
    };
    const bytes = await bytesOf({});
    assert.ok((await bytesOf({ int8: true })) > bytes);
    assert.ok((await bytesOf({ encodes: true })) > bytes);
  },
);
