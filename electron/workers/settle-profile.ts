import { cpuProfile, profilesOf } from '../../native-models/models/device-profiles.ts';
import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import { testDevice } from '../../native-models/models/self-test.ts';
import type { ProfileTrial, SelfTestResult } from '../../native-models/models/self-test.ts';
import type { Device } from './devices.ts';
import { describeFailure, fileOf, keepFindings, readFindings } from './kept-findings.ts';
import type { Findings } from './kept-findings.ts';

/** How a device is used. */
export interface SettledDevice {
  readonly profile: DeviceProfile;
  /** Why it is the processor that is used in its place; null where it is the device itself. */
  readonly problem: string | null;
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
  const findings = readFindings(selfTest) ?? { key: selfTest.key, trials: [] };
  const keep = (): void => {
    try {
      keepFindings(selfTest, findings);
    } catch (error) {
      onProblem(
        `The outcome of the self-test cannot be kept in ${fileOf(selfTest)}; it will run again: ${textOf(error)}`,
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
  return { profile: cpuProfile, problem: describeFailure(findings) };

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

function noteCrash(findings: Findings): void {
  const { trying } = findings;
  if (trying === undefined) return;
  const failure = 'its driver ended the process';
  findings.trials.push({ profile: trying, errors: {}, failure, passed: false });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
