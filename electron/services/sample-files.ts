import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ModelOptions } from '../api/contract/models.ts';
import { listModelFiles, type ModelFile } from './model-files.ts';
import { isWeighed } from './read-hashes.ts';

/** The beginning holds the names and shapes of the tensors, the end those of a zip archive. */
const endBytes = 64 * 1024;
/** At even distances between: one in 32 MB of a file of 4 GB, so that several lie in each network. */
const sampleCount = 128;
const sampleBytes = 4096;
const wholeBytes = 2 * endBytes + sampleCount * sampleBytes;

/**
 * A hash of sizes and samples of the files that a model is read from; of small ones of all that is in them. Takes
 * milliseconds, and tells models of the same form apart, since training changes every weight; it does not tell a file from
 * one of which a few bytes were changed, as SHA-256 does. A single file may be called otherwise.
 *
 * @param path absolute path of the model's folder or single file
 * @returns hexadecimal digits
 * @throws the system's error
 */
export async function sampleModelFiles(path: string, options: ModelOptions): Promise<string> {
  const files = (await listModelFiles(path, options)).filter(isWeighed);
  const hash = createHash('sha256');
  for (const file of files) {
    const name = files.length === 1 ? '' : file.name;
    hash.update(`${name}\n${file.bytes}\n`);
    for await (const sample of samplesOf(file)) hash.update(sample);
  }
  return hash.digest('hex');
}

async function* samplesOf({ path, bytes }: ModelFile): AsyncGenerator<Buffer, void, void> {
  await using file = await open(path);
  for (const [start, length] of placesIn(bytes)) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    yield buffer.subarray(0, bytesRead);
  }
}

function placesIn(bytes: number): readonly (readonly [start: number, length: number])[] {
  if (bytes <= wholeBytes) return [[0, bytes]];
  const distance = (bytes - 2 * endBytes) / sampleCount;
  const between = Array.from(
    { length: sampleCount },
    (_, index) => [endBytes + Math.floor(index * distance), sampleBytes] as const,
  );
  return [[0, endBytes], ...between, [bytes - endBytes, endBytes]];
}
