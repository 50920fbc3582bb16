import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  partsOfSampler,
  samplerFromPicture,
  samplers,
  samplerWith,
} from '../../electron/api/contract/sampler.ts';

test('every name is an algorithm and a spacing, and they make the name again', () => {
  for (const sampler of samplers) {
    const { algorithm, spacing } = partsOfSampler(sampler);
    assert.equal(samplerWith(algorithm, spacing), sampler);
    assert.equal(sampler, spacing === null ? algorithm : `${algorithm}-${spacing}`);
  }
  assert.equal(new Set(samplers).size, samplers.length);
});

test('a spacing that an algorithm does not have leaves the model’s own', () => {
  assert.equal(samplerWith('ddim', 'karras'), 'ddim');
  assert.equal(samplerWith('lcm', 'trailing'), 'lcm');
});

test('what stands in for LMS and PLMS where a run begins with a picture keeps the spacing', () => {
  assert.equal(samplerFromPicture('lms'), 'dpmpp-2m');
  assert.equal(samplerFromPicture('lms-karras'), 'dpmpp-2m-karras');
  assert.equal(samplerFromPicture('pndm-trailing'), 'ddim-trailing');
  assert.equal(samplerFromPicture('euler-beta'), 'euler-beta');
});
