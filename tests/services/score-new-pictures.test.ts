import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreNewPictures } from '../../electron/services/score-new-pictures.ts';
import type { ScoreNewPicturesOptions } from '../../electron/services/score-new-pictures.ts';

/** Pictures that are noted while so many looks find the machine busy, and after how many looks which are scored. */
async function score(busyLooks: number, noted: number): Promise<[looks: number, ids: number]> {
  let looks = 0;
  const scored = Promise.withResolvers<[number, number]>();
  const scoring = scoreNewPictures({
    scores: {
      hasOwnScorer: () => true,
      run({ ids }: { ids: readonly string[] }) {
        scored.resolve([looks, ids.length]);
        return { next: async () => ({ done: true }) };
      },
    } as unknown as ScoreNewPicturesOptions['scores'],
    settings: { read: () => ({ scoreNewPictures: true }) } as ScoreNewPicturesOptions['settings'],
    isBusy: () => ++looks <= busyLooks,
    onProblem: (message) => assert.fail(message),
    pause: 0,
  });
  for (let number = 0; number < noted; number++) scoring.note(`${number}`);
  const found = await scored.promise;
  await scoring.close();
  return found;
}

test('new pictures are scored when nothing prints any more, all that have come till then', async () => {
  assert.deepEqual(await score(3, 5), [4, 5]);
  assert.deepEqual(await score(0, 1), [1, 1]);
});

test('a queue that never ends holds up no more of them than are scored at once', async () => {
  assert.deepEqual(await score(Infinity, 70), [1, 64]);
});
