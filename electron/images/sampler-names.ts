import type { Sampler } from '../api/contract/recipe.ts';

/**
 * Names of the same sampler in other programs, reduced by `keyOf`: WebUI's `Euler a`, ComfyUI's `euler_ancestral`,
 * InvokeAI's `euler_a`, NovelAI's `k_euler_ancestral`.
 */
const samplersByKey: Readonly<Record<string, Sampler>> = {
  ddim: 'ddim',
  pndm: 'pndm',
  plms: 'pndm',
  lms: 'lms',
  euler: 'euler',
  eulera: 'euler-ancestral',
  eulerancestral: 'euler-ancestral',
  dpmpp2m: 'dpmpp-2m',
};

/** The studio's sampler that another program's name stands for; null where there is none. */
export function samplerOf(name: string): Sampler | null {
  return samplersByKey[keyOf(name)] ?? null;
}

/** Sigma spacings are a setting of their own here, and only a suffix there: `DPM++ 2M Karras`, `dpmpp_2m_k`. */
function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(k|sample)_/, '')
    .replace(/[ _](karras|exponential|normal|k|simple)$/, '')
    .replaceAll('++', 'pp')
    .replaceAll(/[\s_.-]/g, '');
}
