import { createHash } from 'node:crypto';
import { openCheckpointFile } from './checkpoint-file.ts';
import type { DiffusersModel, ModelComponent, TokenizerFiles } from './diffusers-model.ts';
import { predictionTypeOf } from './prediction-type.ts';
import { readTogether } from './read-together.ts';

/** Bytes looked at in the middle of every tensor. */
const sampleBytes = 64;

/**
 * Tells models apart without reading their gigabytes: SHA-256 over configurations, tokenizer files, and for each tensor
 * its name, type, shape and 64 bytes from its middle; and what the UNet predicts, where that is not the noise. Two
 * fine-tunings of one model have the same headers and sizes, but
 * differ in nearly every tensor. Place and container do not matter: a moved or copied model keeps its fingerprint, and so
 * do the same weights in .bin and .safetensors.
 * @returns 64 hexadecimal digits.
 * @throws CheckpointError `not-found`, `unreadable`, `truncated`.
 */
export async function fingerprintModel(model: DiffusersModel): Promise<string> {
  const hash = createHash('sha256');
  for (const component of [model.textEncoder, model.unet, model.vae]) {
    hash.update(JSON.stringify(component.config));
    for (const part of await sampleTensors(component)) hash.update(part);
  }
  for (const part of await readTokenizer(model.tokenizer)) hash.update(part);
  const predictionType = predictionTypeOf(model.path, model.schedulerConfig);
  if (predictionType !== 'epsilon') hash.update(`\n${predictionType}\n`);
  return hash.digest('hex');
}

async function sampleTensors({
  tensors,
}: ModelComponent<unknown>): Promise<readonly (string | Buffer)[]> {
  const samples = new Map<string, readonly (string | Buffer)[]>();
  for (const [path, named] of Map.groupBy(tensors, ([, entry]) => entry.file)) {
    await using file = await openCheckpointFile(path);
    await readTogether(named, async ([name, entry]) => {
      const length = Math.min(sampleBytes, entry.byteLength);
      const skipped = Math.floor((entry.byteLength - length) / 2);
      const bytes = await file.read(entry.offset + skipped, length);
      samples.set(name, [`\n${JSON.stringify([name, entry.dtype, entry.shape])}\n`, bytes]);
    });
  }
  // By name, because containers order their tensors differently.
  const sorted = [...samples].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([, parts]) => parts);
}

async function readTokenizer(tokenizer: TokenizerFiles): Promise<readonly (string | Buffer)[]> {
  if (tokenizer.kind === 'sentencepiece') {
    return ['\nsentencepiece\n', await readStart(tokenizer.model)];
  }
  if (tokenizer.builtin) return [`\n${tokenizer.package}\n`];
  return ['\nclip\n', await readStart(tokenizer.vocab), '\n', await readStart(tokenizer.merges)];
}

/** All of any real vocabulary (5 MB at most), but no more of something absurd. */
async function readStart(path: string): Promise<Buffer> {
  await using file = await openCheckpointFile(path);
  return await file.read(0, Math.min(file.size, 16 * 1024 * 1024));
}
