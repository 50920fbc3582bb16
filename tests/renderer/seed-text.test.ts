import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForAnySeed, drawSeed, readSeed } from '../../renderer/state/seed-text.ts';

const accepted: [typed: string, seed: string][] = [
  ['42', '42'],
  ['0', '0'],
  ['007', '7'],
  ['４２', '42'],
  [' 1 234 ', '1234'],
  ['1,234', '1234'],
  ['9007199254740993', '9007199254740993'],
  ['18446744073709551615', '18446744073709551615'],
];
for (const [typed, seed] of accepted) {
  test(`"${typed}" is the seed ${seed}, to the last digit`, () => {
    assert.deepEqual(readSeed(typed), { seed });
  });
}

for (const typed of ['', '-1', '1.5', '１．５', 'abc', '0x10', '1e3', '四十二']) {
  test(`"${typed}" is no seed`, () => {
    assert.deepEqual(readSeed(typed), { problem: 'seed-not-a-whole-number' });
  });
}

test('−1 asks for any seed, however an input method wrote it; no other text does', () => {
  for (const typed of ['-1', ' -1 ', '－１', '−1', 'ー１'])
    assert.equal(asksForAnySeed(typed), true);
  for (const typed of ['', '1', '-', '-10', '-2', '1-1'])
    assert.equal(asksForAnySeed(typed), false);
});

test('a seed past 64 bits is too large, not rounded', () => {
  assert.deepEqual(readSeed('18446744073709551616'), { problem: 'seed-too-large' });
});

test('a drawn seed is one that can be read', () => {
  const seed = drawSeed();
  assert.deepEqual(readSeed(seed), { seed });
  assert.ok(Number(seed) < 2 ** 32);
});
