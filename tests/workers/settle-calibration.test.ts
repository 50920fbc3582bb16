import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { processorName } from '../../electron/workers/devices.ts';
import { calibrationFile, settleCalibration } from '../../electron/workers/settle-calibration.ts';
import type { CalibrationOptions } from '../../electron/workers/settle-calibration.ts';
import type { Int8Layers } from '../../native-models/graphs/int8-layers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const layers: Int8Layers = new Map([
  ['conv', { kind: 'convolution', input: { min: -1, max: 2 }, output: { min: -3.5, max: 4 } }],
  ['fc', { kind: 'linear' }],
] as const);

/** A calibration that counts how often it was done. */
function counted() {
  const runs = { count: 0 };
  const calibrate = async function* () {
    runs.count += 1;
    yield 1;
    return layers;
  };
  return { runs, calibrate };
}

/** The layers, and the steps that were told on the way. */
async function settled(options: CalibrationOptions) {
  const settling = settleCalibration(options);
  const steps: number[] = [];
  for (;;) {
    const { done, value } = await settling.next();
    if (done) return { layers: value, steps };
    steps.push(value);
  }
}

const unexpected = (detail: string): void => assert.fail(detail);

test('a model is calibrated once, and what is added to it makes another of it', async () => {
  const folder = join(temporaryFolder(), 'calibrations');
  const { runs, calibrate } = counted();
  const settle = (fingerprint: string) =>
    settled({ folder, fingerprint, calibrate, onProblem: unexpected });
  assert.deepEqual(await settle('a'), { layers, steps: [1] });
  assert.deepEqual(await settle('a'), { layers, steps: [] });
  assert.equal(runs.count, 1);
  await settle('a with a LoRA');
  assert.equal(runs.count, 2);
  assert.equal(readdirSync(folder).length, 2);
});

test('each processor has its own calibration of a model', () => {
  const file = (processor?: string) => calibrationFile('calibrations', 'a', processor);
  assert.notEqual(file('EPYC 7763'), file('EPYC 9654'));
  assert.equal(file(), file(processorName()));
});

test('a file that holds something else is made again', async () => {
  const folder = temporaryFolder();
  const { runs, calibrate } = counted();
  const settle = () => settled({ folder, fingerprint: 'a', calibrate, onProblem: unexpected });
  await settle();
  const [name = ''] = readdirSync(folder);
  for (const content of ['', '{}', '[["conv", {"kind": "convolution"}]]']) {
    writeFileSync(join(folder, name), content);
    assert.deepEqual((await settle()).layers, layers);
  }
  assert.equal(runs.count, 4);
});

test('without a place to keep it, the model is calibrated all the same', async () => {
  const file = join(temporaryFolder(), 'a file');
  writeFileSync(file, '');
  const problems: string[] = [];
  for (const folder of [undefined, file]) {
    const { calibrate } = counted();
    const onProblem = (detail: string): void => void problems.push(detail);
    const found = await settled({ folder, fingerprint: 'a', calibrate, onProblem });
    assert.deepEqual(found.layers, layers);
  }
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /it will be done again/);
});

test('what is ended on its way or fails keeps nothing, not in part either', async () => {
  const folder = join(temporaryFolder(), 'calibrations');
  const { calibrate } = counted();
  const options = { folder, fingerprint: 'a', onProblem: unexpected };
  for await (const _ of settleCalibration({ ...options, calibrate })) break;
  const failing = async function* (): ReturnType<typeof calibrate> {
    yield 1;
    throw new Error('cancelled');
  };
  await assert.rejects(settled({ ...options, calibrate: failing }), /cancelled/);
  assert.equal(existsSync(folder), false);
  mkdirSync(folder);
  // Where the file cannot take its place, its beginning goes too.
  mkdirSync(calibrationFile(folder, 'a'));
  const problems: string[] = [];
  const onProblem = (detail: string): void => void problems.push(detail);
  assert.deepEqual((await settled({ ...options, calibrate, onProblem })).layers, layers);
  assert.equal(problems.length, 1);
  assert.equal(readdirSync(folder).length, 1);
});

test('what was found elsewhere while it was let go of is taken, and the rest not done', async () => {
  const folder = join(temporaryFolder(), 'calibrations');
  const shared = { folder, fingerprint: 'a', onProblem: unexpected };
  const told: unknown[] = [];
  const settling = settleCalibration({
    ...shared,
    calibrate: async function* () {
      told.push(yield 1, yield 0);
      return assert.fail('it went on');
    },
  });
  assert.equal((await settling.next()).value, 1);
  assert.equal((await settling.next('release')).value, 0);
  await settled({ ...shared, calibrate: counted().calibrate });
  assert.deepEqual(await settling.next(), { done: true, value: layers });
  assert.deepEqual(told, []);
});
