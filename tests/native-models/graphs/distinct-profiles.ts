import { cpuGraph, type GraphProfile } from '../../../native-models/graphs/graph-profile.ts';
import { type DeviceProfile, profilesOf } from '../../../native-models/models/device-profiles.ts';

/**
 * Largest error allowed, relative to the root mean square of the expected values. Half precision has 11 binary digits
 * and the CPU provider rounds to it after every operator, which accelerators do not.
 */
export const profileTolerances = { float32: 1e-4, float16: 3e-2 };

/** Profiles whose operators the CPU provider has, one of each kind of graph, but for the CPU's own. */
export function distinctProfiles(): DeviceProfile[] {
  return oneOfEachKind().filter(({ graph }) => runsOnCpu(graph));
}

/** One of each kind of graph, but for the CPU's own. */
export function oneOfEachKind(): DeviceProfile[] {
  const others = Object.values(profilesOf)
    .flat()
    .filter(({ graph }) => graph !== cpuGraph);
  const kinds = Map.groupBy(others, ({ graph }) => JSON.stringify(graph));
  return [...kinds.values()].flatMap(([first]) => first ?? []);
}

function runsOnCpu({ groupNorm, gatedGelu }: GraphProfile): boolean {
  return groupNorm !== 'channels-last' && gatedGelu !== 'bias-split-gelu';
}
