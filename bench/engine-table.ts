import type { MatrixProductSpeed, NetworkMeasurement } from '../native-models/models/benchmark.ts';
import type { Report } from './report.ts';

/** A network as it was measured in a process of its own. */
export type Measured = NetworkMeasurement & { readonly peakBytes: number };

/** The head of a model's table. */
export function printHead(title: string, report: Report): void {
  report.line(`\n${title}\n`);
  report.line(row(COLUMNS));
}

const COLUMNS = [
  '',
  'open, CPU',
  'grows by',
  'run',
  'CPU/cores',
  'work',
  'of peak',
  'by CPU',
  'memory',
  '× time',
  '× CPU',
  '× memory',
] as const;

/** A network's line; `first` is what it is compared with. */
export function describeNetwork(
  name: string,
  measured: Measured,
  first: Measured | null,
  peak: MatrixProductSpeed,
  cores: number,
): string {
  const { bestSeconds, cpuSeconds, operations, peakBytes } = measured;
  const share = (seconds: number, best: number) =>
    `${Math.round((100 * operations) / seconds / best)} %`;
  const ratio = (value: (of: Measured) => number) =>
    first ? (value(measured) / value(first)).toFixed(2) : '';
  return row([
    name,
    time(measured.openCpuSeconds),
    mebibytes(measured.openBytes),
    time(bestSeconds),
    time(cpuSeconds / cores),
    `${(operations / 1e9).toFixed(operations < 1e11 ? 2 : 0)} GFLOP`,
    share(bestSeconds, peak.byWallClock),
    share(cpuSeconds / cores, peak.byProcessor),
    mebibytes(peakBytes),
    ratio((of) => of.bestSeconds),
    ratio((of) => of.cpuSeconds),
    ratio((of) => of.peakBytes),
  ]);
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(34) + cells.map((cell) => cell.padStart(13)).join('');
}

export function time(seconds: number): string {
  return seconds < 1 ? `${(1000 * seconds).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}

export function speed(operationsPerSecond: number): string {
  return `${(operationsPerSecond / 1e9).toFixed(0)} GFLOP/s`;
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
