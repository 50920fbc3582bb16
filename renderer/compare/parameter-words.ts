import type { TFunction } from 'i18next';
import { providerName } from '../ui/provider-name.ts';
import type { FactRow } from './fact-list.tsx';
import type { ParameterName, ParameterRow } from './parameter-diff.ts';
import { sayAnySampler } from '../ui/say-sampler.ts';

/** The parameters of a row of arms in words. */
export function sayParameters(rows: readonly ParameterRow[], t: TFunction): FactRow[] {
  return rows.map(({ name, values, differs }) => ({
    name: nameOf(name, t),
    values: values.map((value) => (value === null ? null : valueOf(name, value, t))),
    differs,
  }));
}

function nameOf(name: ParameterName, t: TFunction): string {
  switch (name) {
    case 'model':
    case 'steps':
    case 'guidance':
    case 'sampler':
    case 'size':
      return t(`common.${name}`);
    case 'provider':
    case 'precision':
    case 'version':
      return t(`compare.details.${name}`);
  }
}

function valueOf(name: ParameterName, value: string, t: TFunction): string {
  if (name === 'provider') return providerName(value, t);
  return name === 'sampler' ? sayAnySampler(value, t) : value;
}
