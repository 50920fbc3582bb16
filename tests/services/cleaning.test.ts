import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { ScoredSet, ScoreSetEvent } from '../../electron/api/contract/cleaning.ts';
import { createCleaningService } from '../../electron/services/cleaning.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { forkScoring } from '../../electron/workers/fork-scoring.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const scorer = join(resources, 'demo-scorer');

async function writeSet(count: number): Promise<string> {
  const folder = temporaryFolder();
  for (let place = 0; place < count; place += 1) {
    const background = { r: (place * 61) % 256, g: (place * 97) % 256, b: 90 };
    const picture = sharp({ create: { width: 40, height: 30, channels: 3, background } });
    await writeTo(folder, `下/絵${place}.png`, await picture.png().toBuffer());
    await writeTo(folder, `下/絵${place}.txt`, place % 2 === 0 ? '海 夕焼け' : '赤い鳥居');
  }
  await writeTo(folder, '壊れた絵.png', 'no picture');
  await writeTo(folder, '壊れた絵.txt', '猫');
  await writeTo(folder, '言葉なし.png', 'whatever');
  return folder;
}

/** A service, and how many pairs its scoring processes were asked for. */
function openService(data = temporaryFolder()) {
  const asked: number[] = [];
  const spawnScoring = () => {
    const process = forkScoring();
    const post = process.post.bind(process);
    process.post = (task) => {
      asked.push(task.pairs.length);
      post(task);
    };
    return process;
  };
  const problems: unknown[] = [];
  const service = createCleaningService({
    spawnScoring,
    clock: () => new Date(),
    data,
    onProblem: (_message, cause) => problems.push(cause),
    pause: 0,
  });
  return { service, asked, problems };
}

async function scoreAll(events: AsyncIterable<ScoreSetEvent>): Promise<ScoredSet> {
  for await (const event of events) if (event.type === 'done') return event.set;
  throw new Error('It ended without a result.');
}

async function collect<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function refusal(act: Promise<unknown>): Promise<[string, string]> {
  const error = await act.then(
    () => assert.fail('It was not refused.'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StudioError, String(error));
  return [error.code, 'reason' in error.data ? error.data.reason : ''];
}

test('a data set is scored from the lowest up, looked at by places, and what stays is copied', async () => {
  const { service, asked } = openService();
  const folder = await writeSet(5);
  assert.equal(await service.last(), null);
  const set = await scoreAll(service.score({ folder, scorer }));
  assert.deepEqual(await service.last(), set);
  assert.equal(set.scores.length, 5);
  assert.deepEqual(
    set.scores,
    set.scores.toSorted((a, b) => a - b),
  );
  assert.deepEqual([set.uncaptioned, set.unreadable], [1, 1]);
  assert.equal(set.unreadableFirst[0]?.picture, '壊れた絵.png');

  const all = await service.pairs({ setId: set.id, from: 0, count: 60 });
  assert.deepEqual(
    all.map(({ score }) => score),
    set.scores,
  );
  const [third] = await service.pairs({ setId: set.id, from: 2, count: 1 });
  assert.equal(third?.picture, all[2]?.picture);
  assert.match(third?.thumbnail ?? '', /^data:image\/webp;base64,/);
  const large = await service.pair({ setId: set.id, place: 2 });
  assert.deepEqual([large.picture, large.size], [third?.picture, { width: 40, height: 30 }]);
  assert.match(large.image ?? '', /^data:image\/webp;base64,/);
  assert.deepEqual(await refusal(service.pair({ setId: set.id, place: 5 })), ['DATA_SET_GONE', '']);
  rmSync(join(folder, third?.picture ?? ''));
  assert.equal((await service.pair({ setId: set.id, place: 2 })).image, null);
  const [gone] = await service.pairs({ setId: set.id, from: 2, count: 1 });
  assert.equal(gone?.thumbnail, null);

  const out = join(temporaryFolder(), '選別');
  const threshold = set.scores[3] ?? NaN;
  const wanted = { setId: set.id, threshold, out };
  const events = await collect(service.export(wanted));
  assert.deepEqual(events.at(-1), { type: 'done', kept: 2, folder: out });
  const copied = readdirSync(join(out, '下')).filter((name) => name.endsWith('.png'));
  assert.deepEqual(
    copied.map((name) => `下/${name}`).toSorted(),
    all
      .slice(3)
      .map(({ picture }) => picture)
      .toSorted(),
  );
  assert.deepEqual(await refusal(collect(service.export(wanted))), [
    'DATA_SET_NOT_WRITTEN',
    'EEXIST',
  ]);
  const inside = { ...wanted, out: join(folder, '選別') };
  assert.deepEqual(await refusal(collect(service.export(inside))), [
    'DATA_SET_NOT_WRITTEN',
    'inside',
  ]);

  // Scored again, only what has changed is looked at: one picture is gone, one caption is another.
  const [changed] = all.filter(({ picture }) => picture !== third?.picture);
  await writeTo(folder, changed?.picture.replace('.png', '.txt') ?? '', '雪の富士山');
  const again = await scoreAll(service.score({ folder, scorer }));
  assert.equal(again.scores.length, 4);
  assert.deepEqual(asked, [6, 2], 'the changed pair, and the file that is no picture');
  assert.deepEqual(await refusal(service.pairs({ setId: set.id, from: 0, count: 1 })), [
    'DATA_SET_GONE',
    '',
  ]);
});

test('a run that is stopped is gone on with, and a copy that is stopped leaves nothing', async () => {
  const { service, asked } = openService();
  const folder = await writeSet(40);
  const stop = new AbortController();
  let told = 0;
  await assert.rejects(async () => {
    for await (const event of service.score({ folder, scorer }, { signal: stop.signal })) {
      if (event.type !== 'progress' || event.done === 0) continue;
      told = event.done;
      stop.abort();
    }
  }, /abort/i);
  assert.ok(told > 0 && told < 41, `stopped after ${told}`);
  assert.equal(await service.last(), null);

  let known = 0;
  let set: ScoredSet | null = null;
  for await (const event of service.score({ folder, scorer })) {
    if (event.type === 'progress') known = event.known;
    else set = event.set;
  }
  assert.ok(known >= told, `${known} of ${told} were taken over`);
  assert.deepEqual(asked, [41, 41 - known]);
  assert.equal(set?.scores.length, 40);

  const out = join(temporaryFolder(), '選別');
  for await (const event of service.export({ setId: set?.id ?? '', threshold: -1, out })) {
    if (event.type === 'progress') break;
  }
  assert.ok(!existsSync(out));
});

test('a folder that cannot be scored, and a scorer that is none, are said', async () => {
  const { service } = openService();
  const folder = temporaryFolder();
  const reasonOf = async (place: string, by = scorer) =>
    await refusal(collect(service.score({ folder: place, scorer: by })));
  assert.deepEqual(await reasonOf(folder), ['DATA_SET_UNREADABLE', 'no-pairs']);
  assert.deepEqual(await reasonOf(join(folder, 'nowhere')), ['DATA_SET_UNREADABLE', 'ENOENT']);
  await writeTo(folder, 'metadata.jsonl', '{');
  assert.deepEqual(await reasonOf(folder), ['DATA_SET_UNREADABLE', 'bad-list']);
  const file = join(folder, 'metadata.jsonl');
  assert.deepEqual(await reasonOf(file), ['DATA_SET_UNREADABLE', 'no-folder']);
  assert.deepEqual(await reasonOf(await writeSet(1), folder), ['MODEL_UNREADABLE', 'scorer']);
});

test('another studio on the same data folder scores only what has changed, and forgets what is gone', async () => {
  const data = temporaryFolder();
  const folder = await writeSet(6);
  const { scores } = await scoreAll(openService(data).service.score({ folder, scorer }));
  const [file = ''] = readdirSync(join(data, 'data-set-scores'));
  const linesOf = () => readFileSync(join(data, 'data-set-scores', file), 'utf8').split('\n');
  assert.equal(linesOf().length, 7);

  const second = openService(data);
  assert.deepEqual((await scoreAll(second.service.score({ folder, scorer }))).scores, scores);
  await writeTo(folder, '下/絵3.txt', '雪の富士山');
  rmSync(join(folder, '下/絵4.png'));
  await scoreAll(second.service.score({ folder, scorer }));
  // The file that is no picture is looked at each time.
  assert.deepEqual(second.asked, [1, 2]);
  assert.equal(linesOf().length, 6);

  // Cut off by a crash: what stands before is known.
  const path = join(data, 'data-set-scores', file);
  truncateSync(path, statSync(path).size - 5);
  const third = openService(data);
  await scoreAll(third.service.score({ folder, scorer }));
  await scoreAll(third.service.score({ folder, scorer }));
  assert.deepEqual(third.asked, [2, 1]);
  assert.deepEqual(third.problems, []);
});

test('scores that cannot be kept are shown all the same, and it is noted once', async () => {
  const data = temporaryFolder();
  await writeTo(data, 'data-set-scores', 'a file in the way');
  const { service, problems } = openService(data);
  const folder = await writeSet(3);
  const set = await scoreAll(service.score({ folder, scorer }));
  assert.equal(set.scores.length, 3);
  assert.equal(problems.length, 1);
});
