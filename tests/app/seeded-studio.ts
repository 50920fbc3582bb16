import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import type { Tables } from '../../electron/database/tables.ts';
import { keepSeededStudio, test as base } from './studio.fixture.ts';
import type { RunningStudio } from './studio.fixture.ts';

export { expect } from './studio.fixture.ts';

/** Pictures that were made alone. Their prompts are `富士山 1` … `富士山 5000`, the last one is the newest. */
const singleCount = 5000;
/** Those of them that are said to show the same: the oldest. */
export const duplicates = ['00000000001', '00000000002', '00000000003'];
/** The newest comparison: Japanese and English. */
export const pair = { id: '0000000000pair', seeds: ['18446744073709551615', '7', '8'] };
/** The one before: Japanese, stage 1 and English. */
export const trio = { id: '0000000000a3io', seeds: ['42'] };
export const pictureCount = singleCount + pair.seeds.length * 2 + 3;

const settings = printSettingsSchema.parse({ width: 128, height: 128, guidance: 4 });
const arms: Record<ArmKind, { modelId: string; prompt: string }> = {
  ja: { modelId: 'demo-ja-stage2', prompt: 'サラリーマン 油絵' },
  'ja-stage1': { modelId: 'demo-ja-stage1', prompt: 'サラリーマン 油絵' },
  en: { modelId: 'demo-en', prompt: 'oil painting of a businessman' },
  'en-raw': { modelId: 'demo-en', prompt: 'サラリーマン 油絵' },
};

/**
 * A studio with a large gallery and two comparisons before anything is printed. There are rows only: the tests serve
 * the picture files themselves, with `servePictures`, and so know every pixel.
 */
export const test = base.extend<object, { studio: RunningStudio }>({
  studio: [
    // Playwright reads this pattern to learn which fixtures are needed: none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      await keepSeededStudio(insertRows, use);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

/** Answers every request for a picture with the one that `choose` gives for its id. */
export async function servePictures(page: Page, choose: (id: string) => Buffer): Promise<void> {
  await page.route(/\/images\//, async (route) => {
    const id = /\/images\/([^./]+)/.exec(route.request().url())?.[1] ?? '';
    await route.fulfill({ contentType: 'image/png', body: choose(id) });
  });
}

/** 128 × 128 pixels that differ from each of their neighbours, so that a shift by any part of a pixel is seen. */
export async function speckledPicture(seed: number): Promise<Buffer> {
  const side = 128;
  let state = seed;
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

function insertRows(tables: Tables): void {
  insertComparison(tables, pair, ['ja', 'en']);
  insertComparison(tables, trio, ['ja', 'ja-stage1', 'en']);
  for (let number = 1; number <= singleCount; number++) {
    const id = `00000${String(number).padStart(6, '0')}`;
    const contentHash = duplicates.includes(id) ? 'the same' : '';
    const picture = { arm: 'ja', prompt: `富士山 ${number}`, seed: String(number) } as const;
    insertPicture(tables, id, { ...picture, contentHash });
  }
}

/** A comparison and its pictures; each arm with words of its own, or all with `words`. */
export function insertComparison(
  tables: Tables,
  { id, seeds }: { id: string; seeds: string[] },
  kinds: readonly ArmKind[],
  words: string | null = null,
): void {
  tables.comparisons.insert({
    id,
    createdAt: '2026-02-01T12:00:00.000Z',
    arms: kinds.map((kind) => ({
      ...arms[kind],
      kind,
      prompt: words ?? arms[kind].prompt,
      negativePrompt: '',
    })),
    seeds,
    settings,
    origin: null,
  });
  for (const [s, seed] of seeds.entries()) {
    for (const [a, arm] of kinds.entries()) {
      const prompt = words ?? arms[arm].prompt;
      const place = { comparisonId: id, cell: { seed: s, arm: a } };
      // Below the pictures made alone: '00000…' sorts after '0000-…'.
      insertPicture(tables, `0000-${id}-${s}-${a}`, { arm, prompt, seed, ...place });
    }
  }
}

interface SeededPicture {
  arm: ArmKind;
  prompt: string;
  seed: string;
  comparisonId?: string;
  cell?: { seed: number; arm: number };
  /** Left out: its pixels were not compared yet. */
  contentHash?: string;
}

function insertPicture(tables: Tables, id: string, picture: SeededPicture): void {
  const { arm, prompt, seed, comparisonId = null, cell = null, contentHash } = picture;
  const recipe: Recipe = {
    ...settings,
    schema: 1,
    arm,
    prompt,
    negativePrompt: '',
    seed,
    model: { name: `demo ${arm}`, fingerprint: 'f'.repeat(64) },
    noiseHash: seed.padStart(64, '0'),
    engine: { version: '0.1.0', provider: 'cpu', precision: 'float32' },
    pictureId: id,
    comparisonId,
    jobId: 'seeded',
    createdAt: '2026-02-01T12:00:00.000Z',
  };
  tables.pictures.insert({
    recipe,
    file: `2026/02/${id}.png`,
    bytes: 40_000,
    modelId: arms[arm].modelId,
    promptId: null,
    comparisonId,
    cell,
    modelNames: [],
    removedAt: null,
    ...(contentHash !== undefined && { contentHash }),
  });
}
