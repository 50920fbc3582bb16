import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuProfile } from '../../native-models/models/device-profiles.ts';
import type { ProfileTrial } from '../../native-models/models/self-test.ts';
import type { Device } from './devices.ts';
import type { DeviceUse } from './worker-slot.ts';

type SelfTest = NonNullable<Device['selfTest']>;

/** What is known of a device: one file per device, driver and version of the studio. */
export interface Findings {
  readonly key: string;
  /** Name of the profile that passed; null: none did; undefined: the test did not come to its end. */
  profile?: string | null;
  trials: ProfileTrial[];
  /** Being tried now. Found by a later process, it took its process down. */
  trying?: string;
}

/** What a self-test has found; null where there was none, or its file was cut short. */
export function readFindings({ folder, key }: SelfTest): Findings | null {
  try {
    const findings = JSON.parse(readFileSync(fileOf({ folder, key }), 'utf8')) as Findings;
    return findings.key === key && Array.isArray(findings.trials) ? findings : null;
  } catch {
    // Never tested, or a file cut short: tested anew.
    return null;
  }
}

/** How a device is used as an earlier test has settled it; null where it was not tested to the end. */
export function readUse(selfTest: SelfTest): DeviceUse | null {
  const findings = readFindings(selfTest);
  if (findings?.profile === undefined) return null;
  if (findings.profile !== null) return { profile: findings.profile, problem: null };
  return { profile: cpuProfile.name, problem: describeFailure(findings) };
}

/** When it was found; null where there is nothing. */
export function timeOfFindings(selfTest: SelfTest): Date | null {
  return statSync(fileOf(selfTest), { throwIfNoEntry: false })?.mtime ?? null;
}

/** Where they are kept. @throws the system's error */
export function keepFindings(selfTest: SelfTest, findings: Findings): void {
  mkdirSync(selfTest.folder, { recursive: true });
  writeFileSync(fileOf(selfTest), JSON.stringify(findings, null, 2));
}

/** The next worker of this device tests it again. @throws the system's error */
export function forgetFindings(selfTest: SelfTest): void {
  rmSync(fileOf(selfTest), { force: true });
}

export function fileOf({ folder, key }: Pick<SelfTest, 'folder' | 'key'>): string {
  return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
}

/** Why the processor computes in a device's place. */
export function describeFailure({ key, trials }: Pick<Findings, 'key' | 'trials'>): string {
  return (
    `Pictures are made on the processor, because the self-test of this device failed: ${key}. ${describeTrials(trials)}. ` +
    `A newer driver may help; the test runs again when it is there.`
  );
}

/** Each profile that was tried with what was wrong with it. */
function describeTrials(trials: readonly ProfileTrial[]): string {
  const outcomes = trials.map(({ profile, errors, failure }) => {
    const [part, error] = worstOf(errors) ?? [];
    // Kept as JSON, what is no number is null.
    return `${profile}: ${failure ?? `${part} is off by ${error === null ? 'more than any number' : error?.toPrecision(2)}`}`;
  });
  return outcomes.join('; ');
}

/** The part of the networks that is furthest off; its error is null where a value is no number. */
export function worstOf(
  errors: Readonly<Record<string, number | null>>,
): [part: string, error: number | null] | undefined {
  const [worst] = Object.entries(errors).toSorted(
    ([, a], [, b]) => (b ?? Infinity) - (a ?? Infinity),
  );
  if (worst === undefined) return undefined;
  const [part, error] = worst;
  return [part, error !== null && Number.isFinite(error) ? error : null];
}
