import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** Long enough to be stopped in the middle. */
const manySteps = { steps: 400 };

function jobOf(events: readonly GenerationEvent[]): string {
  const [queued] = events;
  assert.ok(queued?.type === 'queued');
  return queued.job.id;
}

test(
  'a running job is cancelled between two steps; what was saved before stays',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const events: GenerationEvent[] = [];
    let steps = 0;
    for await (const event of studio.generation.run(
      request({ arms: [ja], count: 64, steps: 60 }),
    )) {
      events.push(event);
      if (event.type === 'step') steps += 1;
      // Early in the second picture, or in the few that are made with it.
      if (steps === 65 && event.type === 'step') {
        await studio.generation.cancel({ jobId: jobOf(events) });
      }
    }
    const saved = savedPictures(events);
    assert.deepEqual(events.at(-1), {
      type: 'cancelled',
      jobId: jobOf(events),
      saved: saved.length,
    });
    assert.ok(saved.length >= 1 && saved.length <= 3, `${saved.length} saved`);
    assert.equal((await studio.gallery.list({ search: '', arms: [] })).ids.length, saved.length);
    const [device] = (await studio.system.info()).devices;
    assert.equal(device?.worker, 'idle', 'the worker lives on');
  },
);

test('aborting the signal cancels; the next job runs', skipWithoutModels, async (t) => {
  const { studio, ja, request, workers } = await openTestStudio(t);
  const controller = new AbortController();
  const events = await collectEvents(
    studio.generation.run(request({ arms: [ja], ...manySteps }), { signal: controller.signal }),
    (event) => {
      if (event.type === 'step') controller.abort();
    },
  );
  assert.equal(events.at(-1)?.type, 'cancelled');
  const next = await collectEvents(studio.generation.run(request({ arms: [ja] })));
  assert.equal(next.at(-1)?.type, 'done');
  assert.equal(workers.length, 1);
});

test('a signal that is aborted already makes no job', skipWithoutModels, async (t) => {
  const { studio, request } = await openTestStudio(t);
  const events = studio.generation.run(request(), { signal: AbortSignal.abort() });
  await assert.rejects(events.next(), { name: 'AbortError' });
  assert.deepEqual(
    await studio.prompts.list({ search: '', favourite: false, limit: 5, offset: 0 }),
    [],
  );
});

test('who stops reading stops the job, and the worker is free', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  for await (const event of studio.generation.run(request({ arms: [ja], ...manySteps }))) {
    if (event.type === 'step') break;
  }
  assert.deepEqual(await studio.generation.active(), []);
  const next = await collectEvents(studio.generation.run(request({ arms: [ja] })));
  assert.equal(next.at(-1)?.type, 'done');
});

test(
  'jobs print in the order asked for; one aborted in the queue ends at once',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const first = studio.generation.run(request({ arms: [ja], ...manySteps }));
    const second = studio.generation.run(request({ arms: [ja] }));
    const controller = new AbortController();
    const third = studio.generation.run(request({ arms: [ja] }), { signal: controller.signal });

    const queued = [await first.next(), await second.next(), await third.next()];
    const jobs = queued.map(({ value }) => (value?.type === 'queued' ? value : null));
    assert.deepEqual(
      jobs.map((event) => event?.ahead),
      [0, 1, 2],
    );
    assert.deepEqual(
      (await studio.generation.active()).map(({ id, status }) => [id, status]),
      jobs.map((event, index) => [event?.job.id, index === 0 ? 'running' : 'queued']),
    );

    const waiting = third.next();
    controller.abort();
    assert.deepEqual((await waiting).value, {
      type: 'cancelled',
      jobId: jobs[2]?.job.id,
      saved: 0,
    });
    assert.equal((await third.next()).done, true);
    // `return` of a job whose event is being waited for must not wait for its turn.
    const pending = second.next();
    await second.return();
    await pending;
    assert.equal((await studio.generation.active()).length, 1);
    await first.return();
    assert.deepEqual(await studio.generation.active(), []);
  },
);

test(
  'cancelled twice, the worker process is ended; the next job gets a new one',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request, workers } = await openTestStudio(t);
    let jobId = '';
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja], ...manySteps, width: 256, height: 256 })),
      async (event) => {
        if (event.type === 'queued') jobId = event.job.id;
        if (event.type !== 'step' || event.step > 1) return;
        await studio.generation.cancel({ jobId });
        await studio.generation.cancel({ jobId });
      },
    );
    assert.equal(events.at(-1)?.type, 'cancelled');
    const next = await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.equal(next.at(-1)?.type, 'done');
    assert.equal(workers.length, 2);
  },
);

test(
  'a worker that is killed costs no picture: its job goes on with a new one',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request, workers, problems } = await openTestStudio(t);
    const seen: GenerationEvent[] = [];
    const first = collectEvents(
      studio.generation.run(request({ arms: [ja], count: 5, steps: 10 })),
      (event) => {
        seen.push(event);
        if (event.type === 'saved' && savedPictures(seen).length === 2) workers[0]?.kill();
      },
    );
    const second = collectEvents(studio.generation.run(request({ arms: [ja], seed: '7' })));
    const events = await first;
    assert.equal(events.at(-1)?.type, 'done');
    assert.deepEqual(
      savedPictures(events).map(({ recipe }) => recipe.seed),
      ['42', '43', '44', '45', '46'],
    );
    assert.equal(savedPictures(await second).length, 1);
    assert.equal(workers.length, 2, 'a new process');
    assert.match(problems.join(), /ended from outside.*1 of 3 times/);
    assert.equal((await studio.gallery.list({ search: '', arms: [] })).ids.length, 6);
  },
);

test(
  'a job whose workers die again and again is given up with a diagnosis; others print meanwhile',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request, workers } = await openTestStudio(t);
    const others: Promise<GenerationEvent[]>[] = [];
    const seen: GenerationEvent[] = [];
    const bad = collectEvents(
      studio.generation.run(request({ arms: [ja], ...manySteps })),
      (event) => {
        seen.push(event);
        if (event.type !== 'step') return;
        if (others.length === 0) {
          others.push(collectEvents(studio.generation.run(request({ arms: [ja], seed: '7' }))));
        }
        if (event.step === 1) workers.at(-1)?.kill();
      },
    );
    await assert.rejects(bad, (error) => {
      assert.ok(error instanceof StudioError && error.code === 'WORKER_DIED');
      const attempts = { attempts: 3, reason: 'killed' };
      assert.deepEqual(error.data, { jobId: jobOf(seen), exitCode: null, saved: 0, ...attempts });
      assert.match(error.message, /3 times in a row.*given up.*gallery is unharmed/);
      return true;
    });
    const [other] = await Promise.all(others);
    assert.equal(other?.at(-1)?.type, 'done');
    const { ended } = await studio.queue.list();
    assert.deepEqual(
      ended.map(({ job, failure }) => [job.status, failure?.code ?? null]),
      [
        ['failed', 'WORKER_DIED'],
        ['done', null],
      ],
    );
  },
);

test('a job that is not there cannot be cancelled', skipWithoutModels, async (t) => {
  const { studio } = await openTestStudio(t);
  await assert.rejects(studio.generation.cancel({ jobId: 'gone' }), {
    code: 'JOB_NOT_FOUND',
    data: { jobId: 'gone' },
  });
});

test('a failing job does not stop the next', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  const [failing, next] = await Promise.allSettled([
    // The schedule was trained with 1000 steps, the contract takes 500, the worker is asked for more than both.
    collectEvents(studio.generation.run(request({ arms: [ja], steps: 5000 }))),
    collectEvents(studio.generation.run(request({ arms: [ja] }))),
  ]);
  assert.ok(failing.status === 'rejected');
  const { reason } = failing as { reason: unknown };
  assert.ok(reason instanceof StudioError && reason.code === 'GENERATION_FAILED', String(reason));
  assert.equal((reason.data as { reason: string }).reason, 'invalid-steps');
  assert.ok(next.status === 'fulfilled');
  assert.equal(next.value.at(-1)?.type, 'done');
});

test(
  'closing cancels what runs and what waits, and ends the worker',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const running = studio.generation.run(request({ arms: [ja], ...manySteps }));
    await running.next();
    const waiting = collectEvents(studio.generation.run(request({ arms: [ja] })));
    const events = await collectEvents(running, (event) => {
      if (event.type === 'step' && event.step === 1) void studio.close();
    });
    await studio.close();
    assert.equal(events.at(-1)?.type, 'cancelled');
    assert.equal((await waiting).at(-1)?.type, 'cancelled');
  },
);
