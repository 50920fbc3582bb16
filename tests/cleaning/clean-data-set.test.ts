import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { countScores, thresholdOf } from '../../electron/api/contract/choose-kept.ts';
import { exportDataSet } from '../../electron/cleaning/export-data-set.ts';
import { DataSetError, readDataSet } from '../../electron/cleaning/read-data-set.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { scorePairs, ScoringError } from '../../electron/workers/score-pairs.ts';
import { openScorer } from '../../native-models/models/scorer.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { readRgb } from '../helpers/read-rgb.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const scorer = join(resources, 'demo-scorer');
const root = join(import.meta.dirname, '..', '..');
const { signal } = new AbortController();

/** A plain picture of one colour. */
const picture = (background: string) =>
  sharp({ create: { width: 70, height: 50, channels: 3, background } })
    .png()
    .toBuffer();

async function writeDataSet(): Promise<string> {
  const folder = temporaryFolder();
  await writeTo(folder, '赤.png', await picture('#c83020'));
  await writeTo(folder, '赤.txt', '赤い鳥居\n');
  await writeTo(folder, '下/青.png', await picture('#2050c0'));
  await writeTo(folder, '下/青.caption', '青い海');
  await writeTo(folder, '表/白.png', await picture('#ffffff'));
  await writeTo(folder, '表/白.txt', '表の言葉が先');
  await writeTo(folder, '表/metadata.jsonl', '{"file_name":"白.png","text":"雪の富士山"}\n\n');
  await writeTo(folder, '言葉のない絵.png', await picture('#808080'));
  await writeTo(folder, '壊れた絵.png', 'no picture');
  await writeTo(folder, '壊れた絵.txt', '猫');
  await writeTo(folder, 'notes.md', 'x');
  return folder;
}

test('captions lie beside pictures or in a list, in all folders below', async () => {
  const folder = await writeDataSet();
  const { pairs, uncaptioned } = await readDataSet(folder);
  assert.deepEqual(pairs, [
    { picture: '下/青.png', caption: '青い海', captionFile: '下/青.caption' },
    { picture: '壊れた絵.png', caption: '猫', captionFile: '壊れた絵.txt' },
    { picture: '表/白.png', caption: '雪の富士山', captionFile: null },
    { picture: '赤.png', caption: '赤い鳥居', captionFile: '赤.txt' },
  ]);
  assert.deepEqual(uncaptioned, ['言葉のない絵.png']);
});

test('a list that is damaged is named with its line', async () => {
  const folder = temporaryFolder();
  await writeTo(folder, 'metadata.jsonl', '{"file_name":"a.png","text":"x"}\n{"file');
  await assert.rejects(readDataSet(folder), (error) => {
    assert.ok(error instanceof DataSetError);
    assert.match(error.message, /metadata\.jsonl, line 2/);
    return true;
  });
});

test('a share keeps the best, a threshold what reaches it', () => {
  const scores = [0.1, 0.9, 0.5, 0.5, 0.7];
  assert.equal(thresholdOf({ kind: 'threshold', threshold: 0.6 }, scores), 0.6);
  assert.equal(thresholdOf({ kind: 'share', share: 0.4 }, scores), 0.7);
  assert.equal(thresholdOf({ kind: 'share', share: 0.6 }, scores), 0.5);
  assert.equal(thresholdOf({ kind: 'share', share: 1 }, scores), 0.1);
  assert.equal(thresholdOf({ kind: 'share', share: 0.5 }, []), Infinity);
});

test('the histogram counts every score once', () => {
  const bins = countScores([0, 0.24, 0.25, 0.5, 1], 4);
  assert.deepEqual(
    bins.map(({ from, to, count }) => [from, to, count]),
    [
      [0, 0.25, 2],
      [0.25, 0.5, 1],
      [0.5, 0.75, 1],
      [0.75, 1, 1],
    ],
  );
  assert.deepEqual(countScores([], 4), []);
  assert.deepEqual(countScores([0.3, 0.3], 4), [{ from: 0.3, to: 0.3, count: 2 }]);
});

test('scores are the scorer’s own, in order; what is no picture is said to be none', async () => {
  const folder = await writeDataSet();
  const { pairs } = await readDataSet(folder);
  const task = {
    scorer,
    threads: 1,
    pairs: pairs.map((pair) => ({ ...pair, picture: join(folder, pair.picture) })),
  };
  const events = [];
  for await (const event of scorePairs(task, signal)) events.push(event);
  assert.equal(events[1]?.type, 'unreadable');
  const direct = await openScorer(scorer, { threads: 1 });
  for (const index of [0, 2, 3]) {
    const pair = pairs[index];
    const event = events[index];
    assert.ok(pair && event?.type === 'scored');
    const image = await readRgb(join(folder, pair.picture));
    const [row] = await direct.scoreImages([image], [pair.caption]);
    assert.ok(Math.abs(event.score - (row?.[0] ?? NaN)) < 1e-5, pair.picture);
  }
  await direct.dispose();
});

test('a folder that is no scorer fails in words', async () => {
  const task = { scorer: temporaryFolder(), threads: 1, pairs: [] };
  await assert.rejects(async () => {
    for await (const _ of scorePairs(task, signal));
  }, ScoringError);
});

test('what stays is copied as it lay, with its score; the data set is untouched', async () => {
  const folder = await writeDataSet();
  const before = await readFiles(folder);
  const { pairs } = await readDataSet(folder);
  const out = join(temporaryFolder(), '選別', '一');
  const kept = pairs.slice(2).map((pair, index) => ({ ...pair, score: index / 2 }));
  await exportDataSet({ folder }, kept, out);
  assert.deepEqual(
    readdirSync(out, { recursive: true }).toSorted(),
    ['metadata.jsonl', '表', '表/白.png', '赤.png', '赤.txt'].map((name) => join(name)),
  );
  assert.equal(
    readFileSync(join(out, 'metadata.jsonl'), 'utf8'),
    '{"file_name":"表/白.png","text":"雪の富士山","score":0}\n{"file_name":"赤.png","text":"赤い鳥居","score":0.5}\n',
  );
  assert.deepEqual(await readFiles(folder), before);
  await assert.rejects(exportDataSet({ folder }, kept, out), { code: 'EEXIST' });
  assert.deepEqual((await readDataSet(out)).pairs.length, 2, 'which is a data set again');
});

function nishiki(...args: string[]): Promise<{ code: number | null; out: string; note: string }> {
  const main = join(root, 'electron', 'cli', 'main.ts');
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, note] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (note += bytes.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, note })));
}

test('nishiki clean shows how scores lie and copies the best', async () => {
  const folder = await writeDataSet();
  const data = join(temporaryFolder(), 'data');
  const looked = await nishiki('clean', folder, '--data', data);
  assert.equal(looked.code, exitCodes.partial, looked.note);
  assert.equal(looked.out.trimEnd().split('\n').length, 20, 'a histogram and no more');
  assert.match(looked.note, /Not read, not kept: 壊れた絵\.png/);
  assert.match(looked.note, /Without a caption, not kept: 1/);
  assert.match(looked.note, /not all of it[^]*\n {2}1 file could not be read\.\n$/);

  const out = join(temporaryFolder(), 'out');
  const args = ['clean', folder, '--data', data, '--keep', '67', '--out', out, '--json'];
  const cleaned = await nishiki(...args);
  assert.equal(cleaned.code, exitCodes.partial, cleaned.note);
  const report = JSON.parse(cleaned.out) as { pairs: { kept: boolean; score: number }[] };
  const byScore = report.pairs.toSorted((a, b) => b.score - a.score);
  assert.deepEqual(
    byScore.map(({ kept }) => kept),
    [true, true, false],
  );
  assert.equal((await readDataSet(out)).pairs.length, 2);
  assert.match(cleaned.note, /Scored before and unchanged: 3\n/);
  assert.deepEqual(readdirSync(data), ['data-set-scores'], 'no studio was opened for it');

  await writeTo(folder, '赤.txt', '赤い傘');
  const changed = await nishiki('clean', folder, '--data', data);
  assert.match(changed.note, /Scored before and unchanged: 2\n/);
  const blocked = await writeTo(temporaryFolder(), 'data', 'a file');
  const unkept = await nishiki('clean', folder, '--data', blocked);
  assert.equal(unkept.code, exitCodes.partial, unkept.note);
  assert.equal(unkept.out, changed.out, 'scores that cannot be kept are none the worse');
  assert.equal(unkept.note.split('could not be kept in').length, 2, 'told once');

  const again = await nishiki(...args);
  assert.equal(again.code, 2);
  assert.match(again.note, /is there already/);
  const inside = await nishiki('clean', folder, '--keep', '50', '--out', join(folder, '選別'));
  assert.equal(inside.code, exitCodes.usage);
  assert.match(inside.note, /lies in the data set itself/);
  const empty = await nishiki('clean', temporaryFolder());
  assert.equal(empty.code, 2);
  assert.match(empty.note, /no captioned pictures/);
});
