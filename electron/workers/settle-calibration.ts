import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Int8Layers } from '../../native-models/graphs/int8-layers.ts';
import type { Release } from '../../native-models/pipelines/calibrate-int8.ts';
import { processorName } from './devices.ts';

export interface CalibrationOptions {
  /** Where outcomes are kept; left out, they are not. */
  readonly folder: string | undefined;
  /** Of the model and all that is added to it. */
  readonly fingerprint: string;
  /** The engine's `calibrateInt8` on that model. */
  readonly calibrate: () => AsyncGenerator<number, Int8Layers, Release>;
  /** Told of what does not keep the model from being used. */
  readonly onProblem: (detail: string) => void;
}

/** Counts how calibration is done: outcomes of another way are not used. */
const version = 1;

const range = z.object({ min: z.number(), max: z.number() });
const layer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('convolution'), input: range, output: range }),
  z.object({ kind: z.literal('linear') }),
]);
const calibrationSchema = z.array(z.tuple([z.string(), layer]));

/**
 * Which layers of a model are computed in 8-bit integers, and in which ranges: found when it is first used that way, which
 * takes about as long as a picture, and read from a file later. A file that cannot be read is made again. Yields what
 * `calibrate` yields and is answered as it is; ended before its end, or where `calibrate` throws, it keeps nothing. Where it
 * was let go of, a picture may have found the same meanwhile.
 *
 * @throws what `calibrate` throws
 */
export async function* settleCalibration({
  folder,
  fingerprint,
  calibrate,
  onProblem,
}: CalibrationOptions): AsyncGenerator<number, Int8Layers, Release> {
  const file = folder === undefined ? null : calibrationFile(folder, fingerprint);
  const read = async () => (file === null ? null : await readCalibration(file));
  const known = await read();
  if (known) return known;
  const calibration = calibrate();
  try {
    for (let answer: Release; ;) {
      const { done, value } = await calibration.next(answer);
      if (done) {
        if (file !== null) await keep(file, value, onProblem);
        return value;
      }
      const wasReleased = answer === 'release';
      answer = yield value;
      const found = wasReleased ? await read() : null;
      if (found) return found;
    }
  } finally {
    await calibration.return(new Map());
  }
}

/**
 * Where the calibration of a model with this fingerprint is kept, below the folder of all of them. Ranges are the model's own,
 * but which layers are close enough was found by the arithmetic of a processor, and is not another one's.
 */
export function calibrationFile(
  folder: string,
  fingerprint: string,
  processor = processorName(),
): string {
  const key = createHash('sha256').update(`${version} ${processor} ${fingerprint}`).digest('hex');
  return join(folder, `${key}.json`);
}

async function readCalibration(file: string): Promise<Int8Layers | null> {
  try {
    return new Map(calibrationSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
  } catch {
    // Never calibrated, or a file that somebody else wrote.
    return null;
  }
}

async function keep(
  file: string,
  layers: Int8Layers,
  onProblem: CalibrationOptions['onProblem'],
): Promise<void> {
  // Two workers may calibrate the same model at once.
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(part, JSON.stringify([...layers]));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    const why = error instanceof Error ? error.message : String(error);
    onProblem(
      `The calibration for 8-bit integers cannot be kept in ${file}; it will be done again: ${why}`,
    );
  }
}
