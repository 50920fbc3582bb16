import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { Priority } from '../../electron/api/contract/queue.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** Everything of a job that is told, under its name, into one log. */
function followInto(
  log: [string, GenerationEvent][],
  name: string,
  opened: TestStudio,
  id: string,
) {
  return (async () => {
    for await (const event of opened.studio.queue.follow({ jobId: id })) log.push([name, event]);
  })();
}

async function submit(
  { studio, request, ja }: TestStudio,
  fields: { seed: string; count: number; steps: number; priority: Priority },
): Promise<string> {
  const { priority, ...rest } = fields;
  const size = { width: 256, height: 256 };
  const entry = await studio.queue.submit({
    ...request({ arms: [ja], ...size, ...rest }),
    priority,
  });
  return entry.job.id;
}

function stepsOf(log: readonly [string, GenerationEvent][]): string[] {
  return log.flatMap(([name, event]) => (event.type === 'step' ? [`${name} ${event.step}`] : []));
}

test(
  'a batch of 200 in the background gives way to foreground pictures between two steps, and goes on where it was',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    const log: [string, GenerationEvent][] = [];
    const steps = 12;
    const batch = { seed: '100', count: 200, steps, priority: 'background' } as const;
    const background = await submit(opened, batch);
    const following = followInto(log, 'background', opened, background);
    while (!stepsOf(log).includes('background 3')) await new Promise((r) => setTimeout(r, 5));

    const urgent = { seed: '7', count: 2, steps: 3, priority: 'foreground' } as const;
    const foreground = await submit(opened, urgent);
    await followInto(log, 'foreground', opened, foreground);
    assert.equal(log.at(-1)?.[1].type, 'done');
    const before = savedPictures(log.map(([, event]) => event));
    assert.deepEqual(
      before.map(({ recipe }) => recipe.seed),
      ['7', '8'],
      'both foreground pictures are there before the first of the batch',
    );
    const [, ...told] = stepsOf(log);
    const each = [1, 2, 3].map((step) => `foreground ${step}`);
    const first = told.indexOf('foreground 1');
    assert.deepEqual(
      told.slice(first, first + 6),
      [...each, ...each],
      'nothing of the batch comes between them',
    );

    while (savedPictures(log.map(([, event]) => event)).length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const saved = savedPictures(log.map(([, event]) => event))[2];
    assert.equal(saved?.recipe.seed, '100');
    const own = stepsOf(log).filter((step) => step.startsWith('background'));
    assert.deepEqual(
      own.slice(0, steps),
      Array.from({ length: steps }, (_, k) => `background ${k + 1}`),
      'no step was taken twice',
    );
    await studio.queue.cancel({ jobIds: [background] });
    await following;

    const alone = await submit(opened, { ...batch, count: 1, priority: 'foreground' });
    const undisturbed: [string, GenerationEvent][] = [];
    await followInto(undisturbed, 'alone', opened, alone);
    const [again] = savedPictures(undisturbed.map(([, event]) => event));
    assert.ok(again !== undefined && saved !== undefined);
    assert.deepEqual(
      await pixelsOf(opened.studio.gallery, again),
      await pixelsOf(opened.studio.gallery, saved),
    );
  },
);

test(
  'a worker that dies over a foreground picture costs the batch that waits nothing but its time',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, workers } = opened;
    const log: [string, GenerationEvent][] = [];
    const batch = { seed: '100', count: 1, steps: 30, priority: 'background' } as const;
    const background = await submit(opened, batch);
    const following = followInto(log, 'background', opened, background);
    while (!stepsOf(log).includes('background 2')) await new Promise((r) => setTimeout(r, 5));

    // So many that the worker is never done before its first step is told.
    const urgent = { seed: '7', count: 1, steps: 150, priority: 'foreground' } as const;
    const foreground = followInto(log, 'foreground', opened, await submit(opened, urgent));
    for (let attempt = 1; attempt <= 3; attempt++) {
      const begun = () => stepsOf(log).filter((step) => step === 'foreground 1').length;
      while (begun() < attempt) await new Promise((resolve) => setTimeout(resolve, 5));
      workers.at(-1)?.kill();
    }
    await assert.rejects(foreground, { code: 'WORKER_DIED' });
    await following;
    assert.equal(log.at(-1)?.[1].type, 'done');
    const { ended } = await studio.queue.list();
    assert.deepEqual(
      ended.map(({ job, attempts }) => [job.status, attempts]),
      [
        ['done', 1],
        ['failed', 3],
      ],
    );
  },
);
