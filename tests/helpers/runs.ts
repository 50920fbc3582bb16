import assert from 'node:assert/strict';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { GridNews } from '../../electron/api/contract/grids.ts';
import type { PackNews } from '../../electron/api/contract/packs.ts';
import type { Studio } from '../../electron/services/studio.ts';
import type { TestStudio } from './open-test-studio.ts';

export function packOf({ ja, en }: TestStudio, prompts: readonly string[]) {
  return {
    packId: 'onomatopoeia',
    arms: [ja, en].map(({ kind, modelId }) => ({ kind, modelId })),
    promptIds: [...prompts],
    seeds: ['1'],
    width: 64,
    height: 64,
    steps: 2,
  };
}

export async function promptsOf({ packs }: Studio, count: number): Promise<string[]> {
  const pack = (await packs.list()).find(({ id }) => id === 'onomatopoeia');
  return (pack?.prompts ?? []).slice(0, count).map(({ id }) => id);
}

/** What was told until it fits, which is the last of it. */
export async function until<News>(
  news: AsyncIterable<News>,
  fits: (one: News) => boolean,
): Promise<News[]> {
  const told: News[] = [];
  for await (const one of news) {
    told.push(one);
    if (fits(one)) return told;
  }
  return assert.fail(`It ended before: ${JSON.stringify(told.at(-1))}`);
}

export const isEnd = ({ type }: GridNews | PackNews): boolean => type === 'ended';
export const hasBegunPrompt = (one: PackNews): boolean =>
  one.type === 'event' && one.event.type === 'prompt';

/** What no door lets one do to the rows of a closed studio. */
export function change(data: string, sql: string): void {
  const database = new SQLite(join(data, 'nishiki.db'));
  database.exec(sql);
  database.close();
}
