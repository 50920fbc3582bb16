import type { TFunction } from 'i18next';
import { partsOfSampler, samplers, type Sampler } from '../../electron/api/contract/sampler.ts';

/** A sampler's name for people, e.g. `Euler · Karras`. */
export function saySampler(sampler: Sampler, t: TFunction): string {
  const { algorithm, spacing } = partsOfSampler(sampler);
  const name = t(`create.samplers.${algorithm}`);
  return spacing === null ? name : `${name} · ${t(`create.spacings.${spacing}`)}`;
}

/** The same of any text: what is no sampler's name is shown as it is. */
export function sayAnySampler(name: string, t: TFunction): string {
  const sampler = samplers.find((known) => known === name);
  return sampler === undefined ? name : saySampler(sampler, t);
}
