import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { GalleryFilterInput } from '../electron/api/contract/gallery-filter.ts';
import type { Recipe } from '../electron/api/contract/recipe.ts';
import { createId } from '../electron/database/create-id.ts';
import { openDatabase } from '../electron/database/open-database.ts';
import { createTables, type Tables } from '../electron/database/tables.ts';
import { benchGalleryStart } from './gallery-start.ts';
import { scratchFolder } from './scratch.ts';

const subjects =
  '猫 黒猫 犬 サラリーマン 侍 富士山 東京タワー 京都の寺 桜 紅葉 鯉 花火 招き猫 ラーメン 喫茶店 駅 電車 港 灯台 漁師 ピアノ 傘 女の子 少年 老人 ロボット 龍 狐 兎 金魚'.split(
    ' ',
  );
const scenes =
  '夜の街 雨の路地 雪の朝 夕焼け 月明かり 霧の森 海辺 屋上 縁側 祭り 市場 川沿い 地下鉄 図書館 庭園 宇宙'.split(
    ' ',
  );
const styles = '油絵 浮世絵 水彩 版画 写真 アニメ 墨絵 色鉛筆 切り絵 刺繍'.split(' ');
const moods = 'ワクワク キラキラ しんみり ふわふわ どきどき のんびり 静か 鮮やか 淡い 幻想的'.split(
  ' ',
);
const tags = '人物 風景 動物 夜 お気に入り 印刷 展示 下書き'.split(' ');

/** What people ask of a gallery. Names of the rows of the table. */
const questions: readonly (readonly [string, GalleryFilterInput])[] = [
  ['everything', {}],
  ['one character: 猫', { search: '猫' }],
  ['two characters: 東京', { search: '東京' }],
  ['katakana for hiragana: わくわく', { search: 'わくわく' }],
  ['half-width: ﾗｰﾒﾝ', { search: 'ﾗｰﾒﾝ' }],
  ['a word of every third: の', { search: 'の' }],
  ['two words: 猫 油絵', { search: '猫 油絵' }],
  ['without: 猫 -油絵', { search: '猫 -油絵' }],
  ['negative prompt: neg:文字', { search: 'neg:文字' }],
  ['seed, by its first digits', { search: '42949' }],
  ['tag: 展示', { search: 'tag:展示' }],
  ['nothing found', { search: '存在しない言葉' }],
  ['arm', { arms: ['ja'] }],
  ['model', { models: ['1'.repeat(64)] }],
  ['size and sampler', { sizes: ['512x768'], samplers: ['lms', 'euler'] }],
  ['four stars and up', { minRating: 4 }],
  ['a month', { from: '2024-02-01T00:00:00Z', before: '2024-03-01T00:00:00Z' }],
  ['best rated first', { order: 'rating' }],
  ['best score first', { minScore: 0.2, order: 'score' }],
  ['stacks of a batch', { stacked: true }],
  ['all of it', { search: '猫', arms: ['ja'], sizes: ['512x512'], minRating: 2, tags: ['夜'] }],
];

/** How often each question is asked. */
const rounds = 15;

/**
 * Builds a gallery of `count` pictures and measures what a user waits for.
 *
 * @param gallery.batch pictures that share a prompt; 1: every picture has one of its own
 * @param gallery.files beside the rows a picture file each, and the studio's start on them
 */
export async function benchGallery(
  count: number,
  { batch, files }: { readonly batch: number; readonly files: boolean },
): Promise<void> {
  await using scratch = await scratchFolder('bench');
  const folder = scratch.path;
  const file = join(folder, 'nishiki.db');
  buildGallery(file, count, batch);
  const { size } = await stat(file);
  console.log(
    `${count.toLocaleString('en')} pictures, ${batch} of each prompt, ${Math.round(size / 2 ** 20)} MiB\n`,
  );
  measureOpening(file);
  measureQuestions(file);
  if (files) await benchGalleryStart(folder);
}

function buildGallery(file: string, count: number, batch: number): void {
  const database = openDatabase(file);
  // Nothing here must outlive a power cut.
  database.pragma('synchronous = OFF');
  const tables = createTables(database);
  const random = createRandom(42);
  const start = Date.parse('2024-01-01T00:00:00Z');
  const mark = database.prepare(
    'UPDATE pictures SET rating = ?, favourite = ?, tags = ?, score = ? WHERE id = ?',
  );
  let prompt = '';
  let jobId = '';
  for (let from = 0; from < count; from += 10_000) {
    tables.transaction(() => {
      for (let number = from; number < Math.min(count, from + 10_000); number++) {
        const now = new Date(start + number * 60_000);
        if (number % batch === 0) {
          prompt = writePrompt(random, batch === 1 ? number : null);
          jobId = createId(now);
        }
        const id = insertPicture(tables, random, { now, prompt, jobId });
        if (random() < 0.3) {
          const its = random() < 0.5 ? [pick(random, tags)] : [];
          mark.run(
            Math.floor(random() * 6),
            Number(random() < 0.1),
            JSON.stringify(its),
            random(),
            id,
          );
        }
      }
    });
  }
  database.close();
}

function writePrompt(random: () => number, number: number | null): string {
  const words = [subjects, scenes, styles, moods].map((list) => pick(random, list));
  const more = [subjects, scenes].map((list) => pick(random, list));
  return `${words[0]}と${more[0]}、${words[1]}の${more[1]}、${words[2]}、${words[3]}${number ?? ''}`;
}

function insertPicture(
  tables: Tables,
  random: () => number,
  { now, prompt, jobId }: { now: Date; prompt: string; jobId: string },
): string {
  const english = random() < 0.3;
  const size = pick(random, [
    [512, 512],
    [512, 768],
    [768, 512],
  ] as const);
  const recipe: Recipe = {
    schema: 1,
    width: size[0],
    height: size[1],
    steps: pick(random, [20, 30, 50]),
    guidance: 7.5,
    sampler: pick(random, ['dpmpp-2m', 'lms', 'euler'] as const),
    promptSyntax: 'weighted',
    noiseSource: 'cpu',
    clipSkip: 0,
    arm: english ? 'en' : 'ja',
    prompt,
    negativePrompt: random() < 0.5 ? '低品質、文字、透かし' : '',
    seed: String(Math.floor(random() * 4_294_967_296)),
    model: {
      name: english ? 'Stable Diffusion v1-4' : 'Japanese Stable Diffusion',
      fingerprint: (english ? '1' : '2').repeat(64),
    },
    noiseHash: '0'.repeat(64),
    engine: { version: '0.1.0', provider: 'cpu', precision: 'float32' },
    pictureId: createId(now),
    comparisonId: null,
    jobId,
    createdAt: now.toISOString(),
  };
  tables.pictures.insert({
    recipe,
    file: `${now.toISOString().slice(0, 10)}/${recipe.pictureId}.png`,
    bytes: 400_000,
    modelId: null,
    modelNames: english ? [] : ['日本語版'],
    promptId: null,
    comparisonId: null,
    cell: null,
    removedAt: null,
  });
  return recipe.pictureId;
}

/** From the closed file to the records of the first page, then until every filter is ready. */
function measureOpening(file: string): void {
  const opened = performance.now();
  const database = openDatabase(file);
  const { pictures, gallery } = createTables(database);
  const first = pictures.get(gallery.newest(60));
  const shown = performance.now() - opened;
  let longest = 0;
  for (let more = true; more;) {
    const begun = performance.now();
    more = gallery.prepare();
    longest = Math.max(longest, performance.now() - begun);
  }
  const ready = performance.now() - opened;
  database.close();
  console.log(`open until the first page (${first.length} records)  ${milliseconds(shown)}`);
  console.log(`open until every filter is ready            ${milliseconds(ready)}`);
  console.log(`longest pause meanwhile                     ${milliseconds(longest)}\n`);
}

function measureQuestions(file: string): void {
  const database = openDatabase(file);
  const tables = createTables(database);
  while (tables.gallery.prepare());
  console.log(padWide('question', 34) + row(['found', 'median', 'p95', 'CPU, p95', 'facets, CPU']));
  const all: Times = { wall: [], cpu: [] };
  for (const [name, filter] of questions) {
    let found = 0;
    const times = timesOf(() => {
      found = tables.gallery.browse(filter).count;
    });
    const facets = timesOf(() => tables.gallery.facets(filter, 0));
    all.wall.push(...times.wall);
    all.cpu.push(...times.cpu);
    report(name, found, times, milliseconds(quantile(facets.cpu, 0.95)));
  }
  report('all questions', null, all);
  const random = createRandom(7);
  let number = 0;
  const adding = timesOf(() => {
    const now = new Date(Date.parse('2030-01-01') + number++ * 1000);
    const prompt = writePrompt(random, number);
    insertPicture(tables, random, { now, prompt, jobId: createId(now) });
  }, 100);
  report('add one picture, durably', null, adding);
  database.close();
  console.log(`\nresident memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
}

function report(name: string, found: number | null, { wall, cpu }: Times, facets = ''): void {
  const count = found === null ? '' : found.toLocaleString('en');
  const times = [quantile(wall, 0.5), quantile(wall, 0.95), quantile(cpu, 0.95)];
  console.log(padWide(name, 34) + row([count, ...times.map(milliseconds), facets]));
}

interface Times {
  readonly wall: number[];
  /** Processor time over all threads: what a busy machine does not change much. */
  readonly cpu: number[];
}

function timesOf(act: () => unknown, count = rounds): Times {
  // Compiled, and the pages of the file in memory.
  for (let warm = 0; warm < 3; warm++) act();
  const times: Times = { wall: [], cpu: [] };
  for (let round = 0; round < count; round++) {
    const cpu = process.cpuUsage();
    const begun = performance.now();
    act();
    times.wall.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(cpu);
    times.cpu.push((user + system) / 1000);
  }
  return times;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(13)).join('');
}

/** Japanese characters are two columns wide. */
function padWide(text: string, width: number): string {
  const wide = Array.from(text).filter((character) => character > '⺀' && character < '｡').length;
  return text.padEnd(width - wide);
}

function pick<Value>(random: () => number, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

/** 0 … 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
