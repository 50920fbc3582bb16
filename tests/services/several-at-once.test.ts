import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** One alone, four tried at once, and four more to wait for them. */
const count = 9;
const batch = { count, steps: 6, seed: '100' };

function seedsOf(events: readonly GenerationEvent[]): string[] {
  return savedPictures(events).map(({ recipe }) => recipe.seed);
}

const seeds = Array.from({ length: count }, (_, k) => `${100 + k}`);

test(
  'of a long job the first picture is made alone, then four at once, each with its steps and its place; they are the same as alone',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio, request, ja } = opened;
    const events = await collectEvents(studio.generation.run(request({ arms: [ja], ...batch })));
    assert.deepEqual(seedsOf(events), seeds, 'in order');
    const pictures = savedPictures(events);
    assert.deepEqual(
      pictures.slice(0, 5).map(({ recipe }) => recipe.engine.batch),
      [undefined, 4, 4, 4, 4],
    );
    assert.deepEqual(
      pictures.map(({ recipe }) => recipe.cell?.seed),
      seeds.map((_, k) => k),
    );
    for (const seed of seeds.keys()) {
      const steps = events.filter((event) => event.type === 'step' && event.cell.seed === seed);
      assert.deepEqual(
        steps.map((event) => event.type === 'step' && event.step),
        [1, 2, 3, 4, 5, 6],
      );
      const shown = steps.filter((event) => event.type === 'step' && event.preview !== null);
      assert.ok(shown.includes(steps[0]!) && shown.includes(steps[5]!), 'the first and the last');
    }
    for (const picture of pictures.slice(1, 5)) {
      const { seed } = picture.recipe;
      const again = request({ arms: [ja], ...batch, seed, count: 1 });
      const [alone] = savedPictures(await collectEvents(studio.generation.run(again)));
      assert.equal(alone?.recipe.engine.batch, undefined);
      assert.equal(alone?.recipe.noiseHash, picture.recipe.noiseHash);
      const [one, other] = [
        await pixelsOf(opened.studio.gallery, alone),
        await pixelsOf(opened.studio.gallery, picture),
      ];
      const differences = one.map((value, at) => Math.abs(value - (other[at] ?? 0)));
      assert.ok(Math.max(...differences) <= 1, 'within one grey level');
    }
  },
);

test(
  'a restarted studio makes four at once from the first on, where the one before measured that to be faster',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    const job = first.request({ arms: [first.ja], ...batch });
    await collectEvents(first.studio.generation.run(job));
    await first.studio.close();
    // Whether four at once are faster here is not what is tested.
    const database = openDatabase(join(first.data, 'nishiki.db'));
    const { changes } = database.prepare('UPDATE print_paces SET together = alone / 2').run();
    database.close();
    assert.equal(changes, 1);
    const { studio, request, ja } = await openTestStudio(t, { data: first.data });
    const small = request({ arms: [ja], ...batch, count: 5 });
    const pictures = savedPictures(await collectEvents(studio.generation.run(small)));
    assert.deepEqual(
      pictures.map(({ recipe }) => recipe.engine.batch),
      [4, 4, 4, 4, undefined],
    );
  },
);

test(
  'pictures in 8-bit integers are made one by one: together they would round each other and be others than alone',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const wanted = request({ arms: [ja], ...batch, int8: true });
    const events = await collectEvents(studio.generation.run(wanted));
    const pictures = savedPictures(events);
    assert.deepEqual(seedsOf(events), seeds);
    assert.ok(pictures.every(({ recipe: { engine } }) => engine.precision === 'int8'));
    assert.ok(pictures.every(({ recipe: { engine } }) => engine.batch === undefined));
  },
);

test(
  'a worker that dies over several costs them their time alone; the job goes on one by one',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja, workers } = await openTestStudio(t);
    let killed = 0;
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja], ...batch, steps: 40 })),
      (event) => {
        if (event.type !== 'step' || event.cell.seed !== 4 || killed > 0) return;
        killed = event.step;
        workers.at(-1)?.kill();
      },
    );
    assert.ok(killed > 0);
    assert.equal(events.at(-1)?.type, 'done');
    assert.deepEqual(seedsOf(events), seeds);
    assert.ok(savedPictures(events).every(({ recipe }) => recipe.engine.batch === undefined));
    assert.equal(workers.length, 2);
  },
);

test(
  'cancelled among several that are finished, the finished ones are kept and the worker is free',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja, workers } = await openTestStudio(t);
    const events = await collectEvents(
      studio.generation.run(request({ arms: [ja], ...batch })),
      async (event) => {
        if (event.type === 'saved' && event.cell.seed === 1) {
          const [job] = await studio.generation.active();
          await studio.generation.cancel({ jobId: job?.id ?? '' });
        }
      },
    );
    const last = events.at(-1);
    assert.ok(last?.type === 'cancelled');
    const kept = seedsOf(events);
    assert.deepEqual(kept, seeds.slice(0, kept.length));
    assert.ok(kept.length >= 2 && kept.length <= 5, kept.join());
    assert.equal(last.saved, kept.length);
    const { ids } = await studio.gallery.list({ search: '', arms: [] });
    assert.equal(ids.length, kept.length);
    const next = await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.equal(next.at(-1)?.type, 'done');
    assert.equal(workers.length, 1);
  },
);

test(
  'several in the background give way to a foreground picture between two steps, and go on where they were',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const steps = 40;
    const background = {
      ...request({ arms: [ja], ...batch, steps }),
      priority: 'background',
    } as const;
    const { job } = await studio.queue.submit(background);
    const told: string[] = [];
    let foreground: Promise<GenerationEvent[]> | null = null;
    const events = await collectEvents(studio.queue.follow({ jobId: job.id }), (event) => {
      if (event.type === 'saved') told.push(`saved ${event.cell.seed}`);
      if (event.type !== 'step' || event.cell.seed !== 1 || foreground !== null) return;
      foreground = collectEvents(studio.generation.run(request({ arms: [ja], seed: '7' })));
      void foreground.then(() => told.push('foreground'));
    });
    assert.deepEqual(told.slice(0, 3), ['saved 0', 'foreground', 'saved 1']);
    assert.deepEqual(seedsOf(events), seeds);
    assert.equal(savedPictures(events)[1]?.recipe.engine.batch, 4);
    for (const seed of [1, 2, 3, 4]) {
      const own = events.filter((event) => event.type === 'step' && event.cell.seed === seed);
      assert.equal(own.length, steps, 'no step was taken twice');
    }
  },
);
