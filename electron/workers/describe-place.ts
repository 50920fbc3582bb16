import { cpuProfile } from '../../native-models/models/device-profiles.ts';
import type { Device } from './devices.ts';
import { readUse } from './kept-findings.ts';
import type { DeviceUse } from './worker-slot.ts';

/**
 * A text that is another one where steps may take other times: for another adapter, driver, number of threads or operating
 * system, and where the device is used otherwise. Null before it is known how it is used.
 *
 * @param use what its worker has said; null before
 */
export function describePlace(
  { provider, name, threads, selfTest }: Device,
  use: DeviceUse | null,
): string | null {
  const profile = use?.profile ?? (selfTest ? readUse(selfTest)?.profile : cpuProfile.name);
  if (profile === undefined) return null;
  const { platform, arch } = process;
  return JSON.stringify([platform, arch, provider, name, threads, selfTest?.key ?? null, profile]);
}
