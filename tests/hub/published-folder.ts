import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  downloadRepository,
  type DownloadEvent,
  type DownloadOptions,
} from '../../electron/hub/download-repository.ts';
import { HubError, type HubProblem } from '../../electron/hub/hub-error.ts';
import { createRateLimit } from '../../electron/hub/rate-limit.ts';
import { commit, type HubServer } from '../helpers/hub-server.ts';

export const MiB = 2 ** 20;

export const repository = 'rinna/japanese-stable-diffusion';

/** As a published folder is: weights in two forms, a safety checker, pictures. The UNet has three segments. */
export const files = {
  'README.md': Buffer.from('---\nlicense: other\n---\n'),
  'model_index.json': Buffer.from('{"_class_name":"JapaneseStableDiffusionPipeline"}'),
  'assets/猫.png': randomBytes(2000),
  'safety_checker/config.json': Buffer.from('{}'),
  'safety_checker/pytorch_model.bin': randomBytes(2000),
  'scheduler/scheduler_config.json': Buffer.from('{}'),
  'text_encoder/config.json': Buffer.from('{}'),
  'text_encoder/pytorch_model.bin': randomBytes(3000),
  'text_encoder/pytorch_model.fp16.bin': randomBytes(1500),
  'tokenizer/spiece.model': randomBytes(2500),
  'tokenizer/added_tokens.txt': Buffer.alloc(0),
  'unet/config.json': Buffer.from('{}'),
  'unet/diffusion_pytorch_model.bin': randomBytes(2000),
  'unet/diffusion_pytorch_model.safetensors': randomBytes(33 * MiB),
  'vae/config.json': Buffer.from('{}'),
  'vae/diffusion_pytorch_model.bin': randomBytes(2000),
};

export const needed = Object.keys(files).filter(
  (name) => !/^assets|^safety|fp16/.test(name) && name !== 'unet/diffusion_pytorch_model.bin',
);

export const total = needed.reduce(
  (sum, name) => sum + files[name as keyof typeof files].length,
  0,
);

export function download(
  hub: HubServer,
  folder: string,
  { token = null, ...changes }: Partial<DownloadOptions> & { token?: string | null } = {},
): AsyncGenerator<DownloadEvent, void, void> {
  return downloadRepository({
    hub: {
      address: hub.address,
      token,
      retryDelays: [1, 1],
      answerWithin: 60_000,
      stallAfter: 10_000,
    },
    name: repository,
    revision: 'main',
    variant: undefined,
    folder,
    limit: createRateLimit(null, () => performance.now()),
    connections: 4,
    reportEvery: 5,
    signal: new AbortController().signal,
    ...changes,
  });
}

export async function finish(events: AsyncIterable<DownloadEvent>): Promise<DownloadEvent[]> {
  const all: DownloadEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function pathOfWhole(folder: string): string {
  return join(folder, 'models--rinna--japanese-stable-diffusion', 'snapshots', commit);
}

export function assertWhole(folder: string): void {
  const whole = pathOfWhole(folder);
  const there = readdirSync(whole, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(whole, name)).isFile(),
  );
  assert.deepEqual(
    there.map((name) => name.replaceAll('\\', '/')).toSorted(),
    needed.toSorted(),
    'what a model needs, and no traces of fetching',
  );
  for (const name of needed) {
    assert.ok(readFileSync(join(whole, name)).equals(files[name as keyof typeof files]), name);
  }
}

export function isProblem(problem: HubProblem, message = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof HubError, String(error));
    assert.equal(error.problem, problem, error.message);
    assert.match(error.message, message);
    return true;
  };
}
