import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { RemoteState } from '../../electron/api/contract/remote.ts';
import { bullPrefix } from '../../electron/remote/keys.ts';
import { createSeal, createToken } from '../../electron/remote/seal.ts';
import type { Studio } from '../../electron/services/studio.ts';
import {
  collectEvents,
  openTestStudio,
  savedPictures,
  type TestStudio,
} from '../helpers/open-test-studio.ts';
import { connectRedis } from '../helpers/redis-client.ts';
import { skipWithoutRedis, startRedis, type TestRedis } from '../helpers/redis-server.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

export const options = { ...skipWithoutModels, ...skipWithoutRedis, timeout: 600_000 };

export const everything = { search: '', arms: [] };

interface TestQueue {
  readonly redis: TestRedis;
  readonly token: string;
}

export async function startQueue(t: TestContext): Promise<TestQueue> {
  return { redis: await startRedis(t), token: createToken() };
}

/** A studio that leaves all printing to others. */
export async function openLeavingStudio(
  t: TestContext,
  { redis, token }: TestQueue,
  data?: string,
): Promise<TestStudio> {
  const remote = { url: redis.url, token };
  const opened = await openTestStudio(t, { remote, ...(data !== undefined && { data }) });
  await opened.studio.remote.change({ printHere: false });
  return opened;
}

export async function submit(
  { studio, request, ja }: TestStudio,
  fields = {},
  priority = 'foreground',
) {
  return await studio.queue.submit({
    ...request({ arms: [ja], steps: 12, ...fields }),
    priority: priority === 'background' ? 'background' : 'foreground',
  });
}

export async function follow(
  { studio }: Pick<TestStudio, 'studio'>,
  jobId: string,
  onEvent?: (event: GenerationEvent) => void | Promise<void>,
) {
  return await collectEvents(studio.queue.follow({ jobId }), onEvent);
}

export async function untilState(
  studio: Studio,
  fits: (state: RemoteState) => boolean,
): Promise<void> {
  while (!fits(await studio.remote.state())) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until so many pictures lie in the queue that no worker has taken. */
export async function untilWaiting(
  t: TestContext,
  { redis, token }: TestQueue,
  count: number,
): Promise<void> {
  const client = connectRedis(t, redis.url);
  // Where BullMQ keeps what has a priority, as every picture has.
  const key = `${bullPrefix}:${createSeal(token).queueName}:prioritized`;
  while ((await client.zcard(key)) < count) await new Promise((next) => setTimeout(next, 50));
}

/** Ids of the pictures of which a worker has said this. */
export const idsOf = (word: string, { lines }: { lines: string[] }) =>
  lines.filter((line) => line.startsWith(word)).map((line) => line.split(': ')[1] ?? '');

export const cellsOf = (events: readonly GenerationEvent[]) =>
  savedPictures(events)
    .map(({ recipe }) => `${recipe.seed} ${recipe.arm}`)
    .toSorted();

export async function hashOf({ studio }: TestStudio, id: string): Promise<string> {
  const { path } = studio.gallery.locate(id, 'full') ?? { path: '' };
  const { default: sharp } = await import('sharp');
  return (await sharp(readFileSync(path)).raw().toBuffer()).toString('base64');
}
