import {
  type Algorithm,
  type Sampler,
  samplerWith,
  type Spacing,
} from '../api/contract/sampler.ts';

/**
 * Names of the same algorithm in other programs, reduced by `keyOf`: WebUI's `Euler a`, ComfyUI's `euler_ancestral`,
 * InvokeAI's `euler_a`, NovelAI's `k_euler_ancestral`.
 */
const algorithmsByKey: Readonly<Record<string, Algorithm>> = {
  ddim: 'ddim',
  ddpm: 'ddpm',
  pndm: 'pndm',
  plms: 'pndm',
  lms: 'lms',
  euler: 'euler',
  eulera: 'euler-ancestral',
  eulerancestral: 'euler-ancestral',
  heun: 'heun',
  dpm2: 'dpm2',
  dpm2a: 'dpm2-ancestral',
  dpm2ancestral: 'dpm2-ancestral',
  kdpm2: 'dpm2',
  kdpm2a: 'dpm2-ancestral',
  dpmpp2s: 'dpmpp-2s',
  dpmpp2sa: 'dpmpp-2s-ancestral',
  dpmpp2sancestral: 'dpmpp-2s-ancestral',
  dpmppsde: 'dpmpp-sde',
  dpmpp3msde: 'dpmpp-3m-sde',
  dpmpp2m: 'dpmpp-2m',
  dpmpp2msde: 'dpmpp-2m-sde',
  deis: 'deis',
  unipc: 'unipc',
  unipcbh2: 'unipc',
  lcm: 'lcm',
  tcd: 'tcd',
};

/**
 * Words for a spacing of the noise levels that programs put behind the sampler, and the studio's own; null for those that it
 * does not have. ComfyUI's `beta` spaces timesteps, and webui's and diffusers' levels, which are not alike.
 */
const spacingsByWord: Readonly<Record<string, Spacing | null>> = {
  karras: 'karras',
  k: 'karras',
  exponential: 'exponential',
  beta: 'beta',
  'beta of timesteps': 'beta-timesteps',
  'sgm uniform': 'trailing',
  trailing: 'trailing',
  simple: 'trailing',
  normal: 'linspace',
  uniform: 'linspace',
  'ddim uniform': 'leading',
  ddim: 'leading',
  polyexponential: 'polyexponential',
  'align your steps': 'align-your-steps',
  ays: 'align-your-steps',
  'kl optimal': 'kl-optimal',
  'linear quadratic': null,
  turbo: null,
  native: null,
};
const words = Object.keys(spacingsByWord).map((word) => word.replaceAll(' ', '[ _]'));
const namePattern = new RegExp(`^(.*?)(?:[ _](${words.join('|')}))?$`);

/** What a program takes where nothing is said of the spacing; null for the model's own. */
export type UsualSpacing = (algorithm: Algorithm) => Spacing | null;

/**
 * The studio's sampler that another program's name stands for, as the model spaces it where the studio has no such spacing;
 * null where it has no such algorithm.
 */
export function samplerOf(name: string, usual: UsualSpacing = () => null): Sampler | null {
  const [, start = '', end] = namePattern.exec(name.toLowerCase()) ?? [];
  const algorithm = algorithmsByKey[keyOf(start)] ?? null;
  if (algorithm === null) return null;
  const spacing =
    end === undefined ? usual(algorithm) : (spacingsByWord[end.replaceAll('_', ' ')] ?? null);
  return samplerWith(algorithm, spacing);
}

/** As ComfyUI keeps both, and SwarmUI, which prints with it. */
export function samplerOfComfy(name: unknown, spacing: unknown): Sampler | null {
  if (typeof name !== 'string') return null;
  if (typeof spacing !== 'string') return samplerOf(name);
  return samplerOf(`${name} ${spacing === 'beta' ? 'beta of timesteps' : spacing}`);
}

function keyOf(name: string): string {
  return name
    .replace(/^(k|sample)_/, '')
    .replace(/_gpu$/, '')
    .replaceAll('++', 'pp')
    .replaceAll(/[\s_.-]/g, '');
}
