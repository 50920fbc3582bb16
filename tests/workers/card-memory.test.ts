import assert from 'node:assert/strict';
import { test } from 'node:test';

import { profilesOf } from '../../native-models/models/device-profiles.ts';
import { readNvidiaCards } from '../../electron/workers/card-memory.ts';
import { cardRoom, needsOnCard } from '../../electron/workers/plan-card-memory.ts';
import { planMemory } from '../../electron/workers/plan-memory.ts';

test('nvidia-smi names cards by their slots, with mebibytes', () => {
  const text = [
    '00000000:65:00.0, NVIDIA GeForce RTX 4090, 570.86.10, 24564',
    '00000000:17:00.0, NVIDIA GeForce GTX 1080, 570.86.10, 8192',
    // Where memory belongs to machine and card together, as on Grace.
    '00000009:01:00.0, NVIDIA GB10, 580.95.05, [N/A]',
    '',
  ].join('\n');
  assert.deepEqual(readNvidiaCards(text), [
    {
      slot: '0000:17:00.0',
      name: 'NVIDIA GeForce GTX 1080',
      driver: '570.86.10',
      memoryBytes: 8 * 2 ** 30,
    },
    {
      slot: '0000:65:00.0',
      name: 'NVIDIA GeForce RTX 4090',
      driver: '570.86.10',
      memoryBytes: 24_564 * 2 ** 20,
    },
    { slot: '0009:01:00.0', name: 'NVIDIA GB10', driver: '580.95.05', memoryBytes: null },
  ]);
  assert.deepEqual(readNvidiaCards('No devices were found\n'), []);
});

const [half] = profilesOf.webgpu;
const single = profilesOf.webgpu.at(-1);
const cpu = profilesOf.cpu[0];
assert.ok(half && single && cpu);
const needs = {
  usual: { ownBytes: 4e9, mappedBytes: 4e9 },
  small: { ownBytes: 1e9, mappedBytes: 3e9 },
};

test('a picture takes half as much of a card in half precision, and nothing is left in a file', () => {
  assert.deepEqual(needsOnCard(needs, half).usual, { ownBytes: 4e9, mappedBytes: 0 });
  assert.deepEqual(needsOnCard(needs, single).usual, { ownBytes: 8e9, mappedBytes: 0 });
});

test('a checkpoint of half precision takes as much of a card as one of float32', () => {
  const { usual, small } = needs;
  const halved = { ...usual, mappedBytes: 2e9, narrowBytes: 2e9 };
  for (const profile of [half, single]) {
    const [whole, same] = [usual, halved].map((need) =>
      needsOnCard({ usual: need, small }, profile),
    );
    assert.deepEqual(same, whole);
  }
});

test('the card’s memory counts where it is known and used', () => {
  assert.equal(cardRoom({}, half), null);
  assert.equal(cardRoom({ cardBytes: 8e9 }, cpu), null, 'the processor works in its place');
  const plan = (cardBytes: number) =>
    planMemory(needsOnCard(needs, half), {
      capacityBytes: cardRoom({ cardBytes }, half)?.capacityBytes ?? 0,
      idleBytes: 0,
      lentBytes: 0,
    });
  assert.deepEqual(plan(8e9), { fits: true, footprint: 'usual', keepOthers: true });
  assert.deepEqual(plan(4e9), { fits: true, footprint: 'small', keepOthers: false });
  assert.equal(plan(2e9).fits, false);
});
