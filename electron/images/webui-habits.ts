import type { Spacing } from '../api/contract/sampler.ts';
import type { UsualSpacing } from './sampler-names.ts';

/*
 * What stable-diffusion-webui does where its line of settings says nothing: it leaves out what is as it comes. (modules/
 * sd_schedulers.py, sd_samplers_kdiffusion.py and processing.py of 1.10.)
 */

/** Whether webui or Forge itself wrote the line, and not one of the many that write as they do: `v1.9.4`, `f2.0.1v1.10.1`. */
export function isWebui(version: string | undefined): boolean {
  return /^[vf]?\d+\.\d+/.test(version ?? '');
}

/** `Schedule type` is there since 1.9, and `Automatic` is then each sampler's own; before, names said all but uniform. */
export function spacingOfWebui(scheduleType: string | undefined): UsualSpacing {
  const own = scheduleType === 'Automatic' ? automatic : {};
  return (algorithm) => own[algorithm] ?? before[algorithm] ?? null;
}

const before: Readonly<Partial<Record<string, Spacing>>> = {
  ddim: 'leading',
  pndm: 'leading',
  lms: 'linspace',
  euler: 'linspace',
  'euler-ancestral': 'linspace',
  heun: 'linspace',
  dpm2: 'linspace',
  'dpm2-ancestral': 'linspace',
  'dpmpp-2s-ancestral': 'linspace',
  'dpmpp-sde': 'linspace',
  'dpmpp-2m': 'linspace',
  'dpmpp-2m-sde': 'linspace',
  'dpmpp-3m-sde': 'linspace',
};

const automatic: typeof before = {
  dpm2: 'karras',
  'dpm2-ancestral': 'karras',
  'dpmpp-2s-ancestral': 'karras',
  'dpmpp-sde': 'karras',
  'dpmpp-2m': 'karras',
  'dpmpp-2m-sde': 'exponential',
  'dpmpp-3m-sde': 'exponential',
};
