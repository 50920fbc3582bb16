/**
 * `npm run verify:webgpu [-- profile …] [--side 128] [--steps 2]`: every WebGPU profile on a Vulkan driver that computes on
 * the processor, which is fetched where it is not there. Each in a process of its own; no operator may be left to ONNX
 * Runtime's own processor kernels. The self-test's graph, then the demo models whole, compared with the processor. Takes
 * minutes.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { profilesOf } from '../../native-models/models/device-profiles.ts';
import { findSoftwareVulkan } from './software-vulkan.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    side: { type: 'string', default: '128' },
    steps: { type: 'string', default: '2' },
  },
});
const names = positionals.length > 0 ? positionals : profilesOf.webgpu.map(({ name }) => name);
const { name: driver, environment } = findSoftwareVulkan(console.error);
console.log(`Driver: ${driver}; pictures of ${values.side} px, ${values.steps} steps`);
const env = { ...process.env, ...environment };
const entry = join(import.meta.dirname, 'verify-profile.ts');
let failures = 0;
for (const name of names) {
  try {
    const command = [entry, name, values.side, values.steps];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env });
    show(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome);
  } catch (error) {
    failures += 1;
    console.log(`${name}: ${error instanceof Error ? lastLines(error) : String(error)}`);
  }
}
// The forms that ask least of a driver must work on it; that the others may not is what the self-test is for.
if (failures > 0) process.exitCode = 1;

interface Outcome {
  readonly profile: string;
  readonly passed: boolean;
  readonly failure: string | null;
  readonly errors: Readonly<Record<string, number | null>>;
  readonly models: readonly {
    readonly folder: string;
    readonly errors: Readonly<Record<string, number | null>>;
    readonly meanLevels: number;
    readonly mostLevels: number;
  }[];
}

function show({ profile, passed, failure, errors, models }: Outcome): void {
  console.log(`${profile}: self-test ${passed ? 'passed' : 'not passed'} ${failure ?? ''}`);
  console.log(`  ${listed(errors)}`);
  for (const { folder, errors: networks, meanLevels, mostLevels } of models) {
    const picture = `picture ${meanLevels.toPrecision(2)} levels off on average, ${mostLevels} at most`;
    console.log(`  ${folder}: ${listed(networks)}; ${picture}`);
  }
}

function listed(errors: Outcome['errors']): string {
  return Object.entries(errors)
    .map(([part, error]) => `${part} ${error === null ? 'NaN' : error.toExponential(1)}`)
    .join(', ');
}

/** What a process said at its end, which is where its error stands. */
function lastLines(error: Error): string {
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  return stderr.trim().split('\n').slice(-12).join('\n') || error.message;
}
