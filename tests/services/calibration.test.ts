import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { CalibrateEvent } from '../../electron/api/contract/models.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { calibrationSteps } from '../../native-models/pipelines/calibrate-int8.ts';
import { collectEvents, openTestStudio } from '../helpers/open-test-studio.ts';
import { copyModel, skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { importedBy } from '../helpers/import-model.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function calibrate(studio: Studio, id: string): Promise<CalibrateEvent[]> {
  const events: CalibrateEvent[] = [];
  for await (const event of studio.calibration.run({ id })) events.push(event);
  return events;
}

async function isCalibrated(studio: Studio, id: string): Promise<boolean | undefined> {
  return (await studio.models.list()).find((model) => model.id === id)?.calibrated;
}

function isFailure(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof StudioError && error.code === 'CANNOT_CALIBRATE', String(error));
    assert.equal((error.data as StudioError<'CANNOT_CALIBRATE'>['data']).reason, reason);
    assert.match(error.message, /Nothing of it was kept/);
    return true;
  };
}

test(
  'a model calibrated ahead is listed as such, and its first picture does not wait',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    assert.equal(await isCalibrated(studio, ja.modelId), false);
    const events = await calibrate(studio, ja.modelId);
    const steps = events.flatMap((event) => (event.type === 'calibrating' ? [event.step] : []));
    assert.deepEqual(
      steps,
      Array.from({ length: calibrationSteps + 1 }, (_, step) => step),
    );
    const last = events.at(-1);
    assert.ok(last?.type === 'calibrated' && last.result === 'first' && last.layers > 0);
    assert.equal(await isCalibrated(studio, ja.modelId), true);
    assert.deepEqual(await calibrate(studio, ja.modelId), [{ ...last, result: 'known' }]);

    const printed = await collectEvents(studio.generation.run(request({ arms: [ja], int8: true })));
    assert.ok(printed.every(({ type }) => type !== 'calibrating'));
    assert.equal(printed.at(-1)?.type, 'done');
  },
);

test(
  'a calibration that is stopped keeps nothing, and the worker is free',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    const controller = new AbortController();
    const { signal } = controller;
    const stopped = async (): Promise<void> => {
      for await (const event of studio.calibration.run({ id: ja.modelId }, { signal }))
        if (event.type === 'calibrating' && event.step === 3) controller.abort(new Error('enough'));
    };
    await assert.rejects(stopped(), /enough/);
    for await (const event of studio.calibration.run({ id: ja.modelId })) {
      if (event.type === 'calibrating' && event.step === 3) break;
    }
    assert.equal(existsSync(join(data, 'calibrations')), false);
    const printed = await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.equal(printed.at(-1)?.type, 'done');
  },
);

test(
  'pictures go before a calibration, which goes on after them; another one waits its turn, or is stopped',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en, request } = await openTestStudio(t);
    let printing: Promise<unknown> | null = null;
    let other: Promise<CalibrateEvent[]> | null = null;
    const order: string[] = [];
    const print = async (name: string): Promise<void> => {
      const events = await collectEvents(studio.generation.run(request({ arms: [ja] })));
      assert.ok(events.every(({ type }) => type !== 'calibrating'));
      order.push(events.at(-1)?.type === 'done' ? name : 'failed');
    };
    for await (const event of studio.calibration.run({ id: ja.modelId })) {
      if (event.type === 'calibrated') order.push(`calibrated: ${event.result}`);
      else if (order.length === 2) order.push('goes on');
      if (printing !== null || event.type !== 'calibrating' || event.step < 3) continue;
      const stop = new AbortController();
      const given = studio.calibration.run({ id: en.modelId }, { signal: stop.signal }).next();
      stop.abort(new Error('not now'));
      await assert.rejects(given, /not now/);
      other = calibrate(studio, en.modelId).then((events) => {
        assert.ok(order.includes('calibrated: first'), 'one after the other');
        return events;
      });
      printing = print('first picture').then(() => print('second picture'));
    }
    assert.deepEqual(order, ['first picture', 'second picture', 'goes on', 'calibrated: first']);
    const last = (await other)?.at(-1);
    assert.ok(last?.type === 'calibrated' && last.result === 'first');
    assert.equal(await isCalibrated(studio, ja.modelId), true);
  },
);

test(
  'a calibration outlives the worker that dies over a picture, and can be stopped while it gives way',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request, workers } = await openTestStudio(t);
    const stop = new AbortController();
    const { signal } = stop;
    let printing: Promise<GenerationEvent[]> | null = null;
    const told: string[] = [];
    const running = (async () => {
      for await (const event of studio.calibration.run({ id: ja.modelId }, { signal })) {
        if (event.type !== 'calibrating' || event.step < 2) continue;
        if (workers.length > 1) told.push('goes on');
        if (printing !== null) continue;
        const long = request({ arms: [ja], steps: 200 });
        let died = false;
        printing = collectEvents(studio.generation.run(long), ({ type }) => {
          if (type !== 'step') return;
          if (!died) workers.at(-1)?.kill();
          else stop.abort(new Error('enough'));
          died = true;
        });
      }
    })();
    await assert.rejects(running, /enough/);
    told.push('stopped');
    assert.equal((await printing!).at(-1)?.type, 'done');
    assert.equal(workers.length, 2);
    assert.equal(told.at(-1), 'stopped');
    assert.equal(await isCalibrated(studio, ja.modelId), false);
  },
);

test(
  'a process that dies over it, and files that are gone, are told as what they are',
  skipWithoutModels,
  async (t) => {
    assert.ok(smallModels !== null);
    const { studio, data, ja, workers } = await openTestStudio(t);
    const dying = async (): Promise<void> => {
      for await (const event of studio.calibration.run({ id: ja.modelId }))
        if (event.type === 'calibrating' && event.step === 2) workers.at(-1)?.kill();
    };
    await assert.rejects(dying(), isFailure('worker-died'));
    assert.equal(existsSync(join(data, 'calibrations')), false);

    const folder = copyModel(smallModels.en, join(temporaryFolder(), 'model'));
    const { id } = await importedBy(studio.models.import({ path: folder }));
    for (const name of readdirSync(join(folder, 'unet'))) rmSync(join(folder, 'unet', name));
    await assert.rejects(calibrate(studio, id), (error: unknown) => {
      assert.ok(error instanceof StudioError && error.code === 'MODEL_UNREADABLE', String(error));
      assert.match(error.message, /was not calibrated/);
      return true;
    });
  },
);

test(
  'a calibration that cannot be kept is told, and pictures are made as before',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    // A file where the folder would be.
    writeFileSync(join(data, 'calibrations'), '');
    await assert.rejects(calibrate(studio, ja.modelId), isFailure('not-kept'));
    assert.equal(await isCalibrated(studio, ja.modelId), false);
    const printed = await collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.equal(printed.at(-1)?.type, 'done');
  },
);
