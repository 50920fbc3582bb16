import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../electron/api/contract/generation.ts';
import type { StudioSettings } from '../../electron/api/contract/settings.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createCellChoice } from '../../electron/services/choose-cells.ts';
import { createKnownPaces } from '../../electron/services/known-paces.ts';
import { createOpenJob } from '../../electron/services/open-job.ts';
import type { OpenJob } from '../../electron/services/open-job.ts';
import {
  ageing,
  choosePace,
  learnPace,
  nothingKnown,
} from '../../electron/services/print-paces.ts';
import type { PrintSlot } from '../../electron/workers/worker-pool.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const after = (...tasks: readonly [batch: number, ...steps: number[]][]) =>
  tasks.reduce((known, [batch, ...seconds]) => learnPace(known, { batch, seconds }), nothingKnown);

test('the first picture of a kind is made alone; then a group is tried where two of them wait', () => {
  assert.equal(choosePace(nothingKnown, 200), 1);
  const alone = after([1, 0.1, 0.1]);
  assert.deepEqual([choosePace(alone, 7), choosePace(alone, 8)], [1, 4]);
});

test('where a group was faster, four at once are made whenever four wait', () => {
  const faster = after([1, 0.1, 0.1], [4, 0.09, 0.09]);
  assert.deepEqual([choosePace(faster, 4), choosePace(faster, 3)], [4, 1]);
});

test('where it was not, it is tried once more, and then pictures are made one by one', () => {
  const once = after([1, 0.1, 0.1], [4, 0.097, 0.097]);
  assert.deepEqual([choosePace(once, 7), choosePace(once, 8)], [1, 4]);
  const twice = learnPace(once, { batch: 4, seconds: [0.2, 0.2] });
  assert.equal(choosePace(twice, 200), 1);
});

test('steps of more than a quarter of a second are never shared', () => {
  assert.equal(choosePace(after([1, 0.25, 0.25]), 8), 4);
  assert.equal(choosePace(after([1, 0.26, 0.26]), 200), 1);
  const slow = after([1, 0.3, 0.3], [4, 0.1, 0.1]);
  assert.equal(choosePace(slow, 200), 1);
});

test('groups that were not faster are tried once more when that is a month old', () => {
  const settled = after([1, 0.1, 0.1], [4, 0.2, 0.2], [4, 0.2, 0.2]);
  assert.equal(choosePace(ageing(settled, 29), 200), 1);
  const old = ageing(settled, 31);
  assert.equal(choosePace(old, 200), 4);
  assert.equal(choosePace(learnPace(old, { batch: 4, seconds: [0.2, 0.2] }), 200), 1);
  const faster = after([1, 0.1, 0.1], [4, 0.09, 0.09]);
  assert.deepEqual(ageing(faster, 1000), faster, 'what was faster stays so');
});

test('a pace is the middle of the steps but the first, the least of all pictures', () => {
  assert.equal(after([1, 9, 0.3, 0.1, 0.2]).alone, 0.2);
  assert.equal(after([1, 9, 0.2], [1, 9, 0.1], [1, 9, 0.3]).alone, 0.1);
  assert.equal(after([1, 0.1]).alone, null, 'a single step says nothing');
});

const arm = { kind: 'ja' as const, modelId: 'm', prompt: '', negativePrompt: '' };

function open(count: number, fields: Partial<OpenJob> = {}, job: object = {}): OpenJob {
  const settings = { width: 64, height: 64, guidance: 7.5 };
  const seeds = Array.from({ length: count }, (_, seed) => `${seed}`);
  const whole = { id: 'j', arms: [arm], seeds, settings, ...job } as unknown as Job;
  const rest = { promptId: null, priority: 'foreground', own: true, attached: false } as const;
  return { ...createOpenJob({ job: whole, ...rest }), ...fields };
}

/** A place; `pacedAs` left out where it takes one picture at a time. */
function placeOf(pacedAs?: () => string | null): PrintSlot {
  const place = { loaded: 0, holds: () => false, ...(pacedAs && { pacedAs }) };
  return place as unknown as PrintSlot;
}

/** A studio's choice on a database of its own, or on that of an earlier studio. */
function openChoice(
  t: TestContext,
  { file = join(temporaryFolder(), 'nishiki.db'), appVersion = '1', now = '2026-11-27' } = {},
) {
  const database = openDatabase(file);
  t.after(() => database.close());
  const problems: string[] = [];
  const { printPaces: table } = createTables(database);
  const settings = { previewTaesd: null as string | null };
  const fingerprints: Record<string, string> = { m: 'contents' };
  const choice = createCellChoice({
    paces: createKnownPaces({
      table,
      appVersion,
      clock: () => new Date(now),
      onProblem: (message) => problems.push(message),
    }),
    models: {
      get: (id) => {
        const fingerprint = fingerprints[id];
        return fingerprint === undefined ? null : ({ fingerprint } as ModelRecord);
      },
    },
    settings: { read: () => settings as StudioSettings },
  });
  return { choice, database, file, fingerprints, problems, settings };
}

type Choice = ReturnType<typeof openChoice>['choice'];

/** What is made next of a job of 20. */
function nextAt(
  choice: Choice,
  job: OpenJob,
  [slot, ...others]: readonly PrintSlot[],
  waiting = 20,
): string[] {
  const cells = job.job.seeds
    .slice(-waiting)
    .flatMap((seed) => job.job.arms.map((_, k) => ({ arm: k, seed: Number(seed) })));
  const work = { job, cells: cells.map((cell) => ({ cell, model: '' })) };
  const next = choice.next(work, [...(slot ? [slot] : []), ...others], 1);
  assert.equal(next?.slot, slot);
  return next?.cells.map(({ arm: kind, seed }) => `${kind}/${seed}`) ?? [];
}

/** Has it learn that groups take so much of the time alone. */
function learnAt(choice: Choice, job: OpenJob, slot: PrintSlot, share = 0.5): void {
  choice.learn(job, slot, { asked: 1, batch: 1, seconds: [1, 0.1] });
  choice.learn(job, slot, { asked: 4, batch: 4, seconds: [1, 0.1 * share] });
}

const here = () => 'this card';

/** What is made next of a job, where a studio has learned that groups of pictures like it are faster. */
function nextOf(t: TestContext, job: OpenJob, { free = 1, waiting = 20 } = {}): string[] {
  const { choice } = openChoice(t);
  const slots = Array.from({ length: free }, () => placeOf(here));
  learnAt(choice, open(20), slots[0]!);
  return nextAt(choice, job, slots, waiting);
}

test('a group is the next pictures of the job, in order', (t) => {
  assert.deepEqual(nextOf(t, open(20)), ['0/0', '0/1', '0/2', '0/3']);
  assert.deepEqual(nextOf(t, open(20), { waiting: 4 }), ['0/16', '0/17', '0/18', '0/19']);
});

test('no group leaves another free worker idle', (t) => {
  assert.equal(nextOf(t, open(20), { free: 2, waiting: 8 }).length, 4);
  assert.equal(nextOf(t, open(20), { free: 2, waiting: 7 }).length, 1);
});

test('what belongs together, begins from a picture or has failed together is made one by one', (t) => {
  assert.deepEqual(nextOf(t, open(20, {}, { arms: [arm, arm] })), ['0/0']);
  const settings = { width: 64, height: 64, guidance: 7.5, initImage: {} };
  assert.equal(nextOf(t, open(20, {}, { settings })).length, 1);
  const twoPasses = { width: 64, height: 64, guidance: 7.5, hiresFix: {} };
  assert.equal(nextOf(t, open(20, {}, { settings: twoPasses })).length, 1);
  assert.equal(nextOf(t, open(20, { oneByOne: true })).length, 1);
  assert.equal(nextOf(t, open(20, { footprint: 'small' })).length, 1);
});

test('a place that takes one picture at a time gets one, and so does one of which nothing is known', (t) => {
  const { choice } = openChoice(t);
  for (const slot of [placeOf(), placeOf(() => null)]) {
    learnAt(choice, open(20), slot);
    assert.equal(nextAt(choice, open(20), [slot]).length, 1);
  }
});

test('pictures that are never made together say nothing of those that are', (t) => {
  const { choice } = openChoice(t);
  const slot = placeOf(here);
  learnAt(choice, open(20), slot);
  const int8 = open(20, {}, { settings: { width: 64, height: 64, guidance: 7.5, int8: true } });
  const pair = open(20, {}, { arms: [arm, arm] });
  for (const job of [int8, pair, open(20, { footprint: 'small' })]) {
    choice.learn(job, slot, { asked: 1, batch: 1, seconds: [1, 0.01] });
  }
  assert.equal(nextAt(choice, open(20), [slot]).length, 4);
});

test('what was learned holds in the next studio, for other workers of the same device as well', (t) => {
  const first = openChoice(t);
  learnAt(first.choice, open(20), placeOf(here));
  first.database.close();
  const { choice } = openChoice(t, first);
  assert.equal(nextAt(choice, open(20), [placeOf(here)]).length, 4);
  assert.equal(nextAt(choice, open(20), [placeOf(here)], 4).length, 4, 'a small job too');
});

test('it does not hold for another device, version, model, form or size', (t) => {
  const first = openChoice(t);
  learnAt(first.choice, open(20), placeOf(here));
  first.database.close();
  const next = openChoice(t, first);
  const alone = (job: OpenJob, pacedAs = here): void =>
    assert.equal(nextAt(next.choice, job, [placeOf(pacedAs)]).length, 1);
  const settings = { width: 64, height: 64, guidance: 7.5 };
  alone(open(20), () => 'this card with another driver');
  alone(open(20, {}, { settings: { ...settings, width: 128 } }));
  alone(open(20, {}, { settings: { ...settings, guidance: 1 } }));
  alone(open(20, {}, { settings: { ...settings, deepCache: 3 } }));
  alone(open(20, {}, { arms: [{ ...arm, vae: '/taesd' }] }));
  next.settings.previewTaesd = '/taesd';
  alone(open(20));
  next.settings.previewTaesd = null;
  assert.equal(nextAt(next.choice, open(20), [placeOf(here)]).length, 4);
  next.fingerprints['m'] = 'other contents';
  alone(open(20));
  delete next.fingerprints['m'];
  alone(open(20));
  next.database.close();
  const newer = openChoice(t, { file: first.file, appVersion: '2' });
  assert.equal(nextAt(newer.choice, open(20), [placeOf(here)]).length, 1);
});

test('where memory did not allow a group, none is asked for again there; the next studio may ask', (t) => {
  const first = openChoice(t);
  const slot = placeOf(here);
  learnAt(first.choice, open(20), slot);
  first.choice.learn(open(20), slot, { asked: 4, batch: 1, seconds: [1, 0.01] });
  assert.equal(nextAt(first.choice, open(20), [slot]).length, 1);
  first.database.close();
  const { choice } = openChoice(t, first);
  assert.equal(nextAt(choice, open(20), [placeOf(here)]).length, 4);
});

test('that groups were not faster is forgotten after a month, and everything after a year', (t) => {
  const first = openChoice(t);
  for (const _ of [1, 2]) learnAt(first.choice, open(20), placeOf(here), 2);
  first.database.close();
  for (const [now, count] of [
    ['2026-12-26', 1],
    ['2026-12-28', 4],
  ] as const) {
    const { choice, database } = openChoice(t, { file: first.file, now });
    assert.equal(nextAt(choice, open(20), [placeOf(here)]).length, count, now);
    database.close();
  }
  const later = openChoice(t, { file: first.file, now: '2027-11-28' });
  learnAt(
    later.choice,
    open(20),
    placeOf(() => 'another card'),
  );
  const rows = later.database.prepare('SELECT place FROM print_paces').pluck().all();
  assert.deepEqual(rows, [JSON.stringify(['1', 'another card'])]);
});

test('what cannot be written down holds as long as the studio is open, and is told', (t) => {
  const { choice, database, problems } = openChoice(t);
  const slot = placeOf(here);
  database.pragma('query_only = ON');
  learnAt(choice, open(20), slot);
  assert.equal(nextAt(choice, open(20), [slot]).length, 4);
  assert.match(problems[0] ?? '', /could not be written down/);
});
