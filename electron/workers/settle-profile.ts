import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuProfile, profilesOf } from '../../native-models/models/device-profiles.ts';
import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import { testDevice } from '../../native-models/models/self-test.ts';
import type { ProfileTrial, SelfTestResult } from '../../native-models/models/self-test.ts';
import type { Device } from './devices.ts';

/** How a device is used. */
export interface SettledDevice {
  readonly profile: DeviceProfile;
  /** Why it is the processor that is used in its place; null where it is the device itself. */
  readonly problem: string | null;
}

/** What is known of a device: one file per device, driver and version of the studio. */
interface Findings {
  readonly key: string;
  /** Name of the profile that passed; null: none did; undefined: the test did not come to its end. */
  profile?: string | null;
  trials: ProfileTrial[];
  /** Being tried now. Found by a later process, it took its process down. */
  trying?: string;
}

export interface SettleOptions {
  readonly test?: typeof testDevice;
  /** Told of what does not keep the device from being used. */
  readonly onProblem: (detail: string) => void;
}

/**
 * The way in which a device computes what the processor computes: found by the self-test when it is used for the first
 * time, and remembered until adapter, driver or studio change. A device that fails, or whose driver takes the process
 * down, is given up for the processor.
 */
export async function settleProfile(
  { provider, deviceId, threads, selfTest }: Device,
  { test = testDevice, onProblem }: SettleOptions,
): Promise<SettledDevice> {
  if (selfTest === undefined) return { profile: cpuProfile, problem: null };
  const file = join(
    selfTest.folder,
    `${createHash('sha256').update(selfTest.key).digest('hex')}.json`,
  );
  const findings = readFindings(file, selfTest.key);
  const keep = (): void => {
    try {
      mkdirSync(selfTest.folder, { recursive: true });
      writeFileSync(file, JSON.stringify(findings, null, 2));
    } catch (error) {
      onProblem(
        `The outcome of the self-test cannot be kept in ${file}; it will run again: ${textOf(error)}`,
      );
    }
  };

  if (findings.profile === undefined) {
    noteCrash(findings);
    const { profile, trials } = await testRest(findings.trials);
    findings.profile = profile?.name ?? null;
    findings.trials.push(...trials);
    delete findings.trying;
    keep();
  }
  const profile = profilesOf[provider].find(({ name }) => name === findings.profile);
  if (profile !== undefined) return { profile, problem: null };
  return { profile: cpuProfile, problem: describeFailure(selfTest.key, findings.trials) };

  async function testRest(tried: readonly ProfileTrial[]): Promise<SelfTestResult> {
    const untried = profilesOf[provider].filter(
      ({ name }) => !tried.some((trial) => trial.profile === name),
    );
    const options = { threads, ...(deviceId !== undefined && { deviceId }) };
    const onTrial = ({ name }: DeviceProfile): void => {
      findings.trying = name;
      keep();
    };
    try {
      return await test(provider, options, onTrial, untried);
    } catch (error) {
      const failure = textOf(error);
      return { profile: null, trials: [{ profile: provider, errors: {}, failure, passed: false }] };
    }
  }
}

function readFindings(file: string, key: string): Findings {
  try {
    const findings = JSON.parse(readFileSync(file, 'utf8')) as Findings;
    if (findings.key === key && Array.isArray(findings.trials)) return findings;
  } catch {
    // Never tested, or a file cut short: tested now.
  }
  return { key, trials: [] };
}

function noteCrash(findings: Findings): void {
  const { trying } = findings;
  if (trying === undefined) return;
  const failure = 'its driver ended the process';
  findings.trials.push({ profile: trying, errors: {}, failure, passed: false });
}

function describeFailure(key: string, trials: readonly ProfileTrial[]): string {
  const outcomes = trials.map(({ profile, errors, failure }) => {
    const worst = Object.entries(errors).toSorted(([, a], [, b]) => b - a)[0];
    return `${profile}: ${failure ?? `${worst?.[0]} is off by ${worst?.[1].toPrecision(2)}`}`;
  });
  return (
    `Pictures are made on the processor, because the self-test of this device failed: ${key}. ${outcomes.join('; ')}. ` +
    `A newer driver may help; the test runs again when it is there.`
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
