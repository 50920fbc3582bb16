import type { NamedLevels } from './named-levels.ts';
import type { NoiseScheduleConfig } from './scheduler-config.ts';
import type { TimestepSpacing } from './timestep-spacing.ts';

/*
 * How the noise levels of a run lie between pure noise and the picture, chosen by the user in place of what the model's
 * configuration says. Names are diffusers' (`use_karras_sigmas`, `timestep_spacing`), labels stable-diffusion-webui's.
 */

/** Levels laid out by a formula, see sigma-schedules.ts and named-levels.ts. */
type LevelSpacing = 'karras' | 'exponential' | 'beta' | NamedLevels;

export type NoiseSpacing = LevelSpacing | TimestepSpacing;

/** What the class of each algorithm in diffusers lets one choose, and the levels of other programs where it takes any. */
export interface SpacedBy {
  readonly timesteps: TimestepSpacing;
  readonly levels: NoiseSpacing;
  /** `DPMSolverSinglestepScheduler` knows no other timesteps than `linspace`. */
  readonly 'levels alone': LevelSpacing;
  /** Distilled models have the timesteps that they were distilled for. */
  readonly nothing: never;
}

const levelSpacings = [
  'karras',
  'exponential',
  'polyexponential',
  'beta',
  'beta-timesteps',
  'kl-optimal',
  'align-your-steps',
] as const;

export const spacingsBy: { readonly [Way in keyof SpacedBy]: readonly SpacedBy[Way][] } = {
  timesteps: ['linspace', 'leading', 'trailing'],
  levels: [...levelSpacings, 'linspace', 'leading', 'trailing'],
  'levels alone': levelSpacings,
  nothing: [],
};

const noFormula: NoiseScheduleConfig = {
  useKarrasSigmas: false,
  useExponentialSigmas: false,
  useBetaSigmas: false,
};

interface Spacing {
  /** As webui writes it behind a sampler; what it does not have, in words of its kind. */
  readonly label: string;
  readonly options: NoiseScheduleConfig;
}

export const noiseSpacings: Readonly<Record<NoiseSpacing, Spacing>> = {
  karras: { label: 'Karras', options: { ...noFormula, useKarrasSigmas: true } },
  exponential: { label: 'Exponential', options: { ...noFormula, useExponentialSigmas: true } },
  polyexponential: {
    label: 'Polyexponential',
    options: { ...noFormula, namedLevels: 'polyexponential' },
  },
  'beta-timesteps': {
    label: 'Beta of timesteps',
    options: { ...noFormula, namedLevels: 'beta-timesteps' },
  },
  'kl-optimal': { label: 'KL Optimal', options: { ...noFormula, namedLevels: 'kl-optimal' } },
  'align-your-steps': {
    label: 'Align Your Steps',
    options: { ...noFormula, namedLevels: 'align-your-steps' },
  },
  beta: { label: 'Beta', options: { ...noFormula, useBetaSigmas: true } },
  linspace: { label: 'Uniform', options: { ...noFormula, timestepSpacing: 'linspace' } },
  leading: { label: 'DDIM', options: { ...noFormula, timestepSpacing: 'leading' } },
  trailing: { label: 'SGM Uniform', options: { ...noFormula, timestepSpacing: 'trailing' } },
};
