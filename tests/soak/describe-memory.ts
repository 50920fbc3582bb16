import type { Memory } from './studio-under-test.ts';

export interface MemorySample extends Memory {
  readonly seconds: number;
}

/** A program fills its caches before it is steady: this part of a run says nothing about leaks. */
const warmUpShare = 1 / 3;

/**
 * One line per kind of memory: its mean in each fifth of the time, and its slope after the warm-up by least squares.
 */
export function describeMemory(samples: readonly MemorySample[]): string[] {
  const first = samples[0]?.seconds ?? 0;
  const length = (samples.at(-1)?.seconds ?? 0) - first;
  const fifths = Array.from({ length: 5 }, (_, fifth) =>
    samples.filter(({ seconds }) => {
      const place = Math.floor(((seconds - first) / (length || 1)) * 5);
      return Math.min(4, place) === fifth;
    }),
  );
  const steady = samples.filter(({ seconds }) => seconds >= first + warmUpShare * length);
  return (['rss', 'heapUsed', 'external'] as const).map((kind) => {
    const means = fifths.map((part) => mebibytes(mean(part.map((sample) => sample[kind]))));
    const slope = slopeOf(steady.map((sample) => [sample.seconds / 60, sample[kind]]));
    return `studio ${kind}: ${means.join(', ')} MiB by fifths of ${Math.round(length)} s; ${mebibytes(slope, 2)} MiB a minute after the first third`;
  });
}

function slopeOf(points: readonly (readonly [number, number])[]): number {
  const [time, value] = [mean(points.map(([t]) => t)), mean(points.map(([, v]) => v))];
  const variance = mean(points.map(([t]) => (t - time) ** 2));
  return mean(points.map(([t, v]) => (t - time) * (v - value))) / (variance || 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
}

function mebibytes(bytes: number, digits = 0): string {
  return (bytes / 2 ** 20).toFixed(digits);
}
