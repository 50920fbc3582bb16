import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Unet } from '../../../native-models/models/diffusion-model.ts';
import { openDeepCache } from '../../../native-models/pipelines/deep-cache.ts';
import type { ConditionedCall } from '../../../native-models/pipelines/prompt-plan.ts';

const shape = { batch: 1, height: 1, width: 1 };

/** A UNet that notes how it is asked; deep features are the number of the call that made them. */
function openNotingUnet(): { unet: Pick<Unet, 'predict' | 'deepCache'>; notes: string[] } {
  const notes: string[] = [];
  const nothing = new Float32Array();
  const unet: Pick<Unet, 'predict' | 'deepCache'> = {
    predict: async () => {
      notes.push('whole');
      return nothing;
    },
    deepCache: {
      predictDeeply: async () => {
        notes.push('deep');
        return { noisePred: nothing, deepFeatures: Float32Array.of(notes.length) };
      },
      predictShallowly: async ([call]) => {
        notes.push(`from ${call}`);
        return nothing;
      },
    },
  };
  return { unet, notes };
}

function makeCall(): ConditionedCall {
  return { promptEmbeds: new Float32Array(), rows: [] };
}

async function run(
  interval: number,
  calls: readonly ConditionedCall[],
  steps = 1,
): Promise<string[]> {
  const { unet, notes } = openNotingUnet();
  const predict = openDeepCache(unet, interval, steps);
  for (const [i, call] of calls.entries())
    await predict(i, call, new Float32Array(), 0, call.promptEmbeds, shape);
  return notes;
}

describe('DeepCache', () => {
  const [call, other] = [makeCall(), makeCall()];

  it('asks the UNet as a whole at an interval of 1', async () => {
    assert.deepEqual(await run(1, [call, call]), ['whole', 'whole']);
  });

  it('takes over the deep layers of every third step', async () => {
    const steps = await run(3, [call, call, call, call, call]);
    assert.deepEqual(steps, ['deep', 'from 1', 'from 1', 'deep', 'from 4']);
  });

  it('computes the first three tenths of a run in full', async () => {
    const steps = await run(
      3,
      Array.from({ length: 10 }, () => call),
      10,
    );
    const rest = ['from 3', 'from 3', 'deep', 'from 6', 'from 6', 'deep', 'from 9'];
    assert.deepEqual(steps, ['deep', 'deep', 'deep', ...rest]);
  });

  it('hears a prompt that changes at once', async () => {
    const steps = await run(4, [call, call, other, other]);
    assert.deepEqual(steps, ['deep', 'from 1', 'deep', 'from 3']);
  });

  it('keeps nothing longer than the interval where prompts take turns', async () => {
    const steps = await run(3, [call, other, call, other, call, other]);
    assert.deepEqual(steps, ['deep', 'deep', 'from 1', 'from 2', 'deep', 'deep']);
  });

  it('refuses intervals that are none, and a UNet in one piece', () => {
    const { unet } = openNotingUnet();
    for (const interval of [0, 1.5, Number.NaN]) {
      assert.throws(() => openDeepCache(unet, interval, 1), { code: 'invalid-request' });
    }
    const inOnePiece = { predict: unet.predict };
    assert.throws(() => openDeepCache(inOnePiece, 2, 1), { code: 'invalid-request' });
    assert.doesNotThrow(() => openDeepCache(inOnePiece, 1, 1));
  });
});
