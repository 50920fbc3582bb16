import type { Sampler } from '../api/contract/recipe.ts';

/**
 * Names of the same sampler in other programs, reduced by `keyOf`: WebUI's `Euler a`, ComfyUI's `euler_ancestral`,
 * InvokeAI's `euler_a`, NovelAI's `k_euler_ancestral`.
 */
const samplersByKey: Readonly<Record<string, Sampler>> = {
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
  dpmpp2m: 'dpmpp-2m',
  dpmpp2msde: 'dpmpp-2m-sde',
  deis: 'deis',
  unipc: 'unipc',
  unipcbh2: 'unipc',
  lcm: 'lcm',
  tcd: 'tcd',
};

/** Those that have a twin with Karras' spacing of the noise levels. */
const withKarras: Readonly<Partial<Record<Sampler, Sampler>>> = {
  lms: 'lms-karras',
  dpm2: 'dpm2-karras',
  'dpm2-ancestral': 'dpm2-ancestral-karras',
  'dpmpp-2m': 'dpmpp-2m-karras',
  'dpmpp-2m-sde': 'dpmpp-2m-sde-karras',
};

/** Words for a spacing of the noise levels that programs put behind the sampler. */
const spacings = [
  'karras',
  'exponential',
  'polyexponential',
  'normal',
  'simple',
  'beta',
  'uniform',
  'sgm[ _]uniform',
  'ddim[ _]uniform',
  'align your steps',
  'ays',
  'kl[ _]optimal',
  'linear[ _]quadratic',
  'turbo',
  'trailing',
  'native',
  'k',
];
const namePattern = new RegExp(`^(.*?)(?:[ _](${spacings.join('|')}))?$`);

/**
 * The studio's sampler that another program's name stands for, the nearest where it has none with that spacing of the
 * noise levels; null where it has none at all.
 */
export function samplerOf(name: string): Sampler | null {
  const [, words = '', spacing = ''] = namePattern.exec(name.toLowerCase()) ?? [];
  const known = samplersByKey[keyOf(words)] ?? null;
  if (known === null) return null;
  return spacing === 'karras' || spacing === 'k' ? (withKarras[known] ?? known) : known;
}

function keyOf(words: string): string {
  return words
    .replace(/^(k|sample)_/, '')
    .replace(/_gpu$/, '')
    .replaceAll('++', 'pp')
    .replaceAll(/[\s_.-]/g, '');
}
