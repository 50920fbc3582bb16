import { z } from 'zod';

/*
 * A sampler is an algorithm, and where the user chose one a spacing of the noise levels behind it: `euler`, `euler-karras`. The
 * engine's table maps each to its scheduler, and a test compares the two.
 */

const levelSpacings = [
  'karras',
  'exponential',
  'polyexponential',
  'beta',
  'beta-timesteps',
  'kl-optimal',
  'align-your-steps',
] as const;
const timestepSpacings = ['linspace', 'leading', 'trailing'] as const;

/** Between the model's own: levels by a formula, or the timesteps that a run visits. */
export const spacings = [...levelSpacings, ...timestepSpacings] as const;
export type Spacing = (typeof spacings)[number];

/** Algorithms by the names users know, each with the spacings that it can have besides the model's own. */
const spacingsByAlgorithm = {
  ddim: timestepSpacings,
  ddpm: timestepSpacings,
  pndm: timestepSpacings,
  lms: spacings,
  euler: spacings,
  'euler-ancestral': timestepSpacings,
  heun: spacings,
  dpm2: spacings,
  'dpm2-ancestral': spacings,
  'dpmpp-2s-ancestral': spacings,
  'dpmpp-sde': spacings,
  'dpmpp-2s': levelSpacings,
  'dpmpp-2m': spacings,
  'dpmpp-2m-sde': spacings,
  'dpmpp-3m-sde': spacings,
  deis: spacings,
  unipc: spacings,
  lcm: [],
  tcd: [],
} as const satisfies Readonly<Record<string, readonly Spacing[]>>;

type Table = typeof spacingsByAlgorithm;
export type Algorithm = keyof Table;
export type Sampler = { [Name in Algorithm]: Name | `${Name}-${Table[Name][number]}` }[Algorithm];

interface SamplerParts {
  readonly algorithm: Algorithm;
  /** Null: the model's own. */
  readonly spacing: Spacing | null;
}

export const algorithms = Object.keys(spacingsByAlgorithm) as Algorithm[];

const partsBySampler: ReadonlyMap<Sampler, SamplerParts> = new Map(
  algorithms.flatMap((algorithm) =>
    [null, ...spacingsOf(algorithm)].map((spacing) => [
      nameOf(algorithm, spacing),
      { algorithm, spacing },
    ]),
  ),
);

/** Every algorithm, each followed by itself with every spacing that it can have. */
export const samplers: readonly Sampler[] = [...partsBySampler.keys()];
/** Its type is said, as the compiler would write all names out at every place of the router's. */
export const samplerSchema: z.ZodType<Sampler, Sampler> = z.enum(samplers);

/** The spacings that an algorithm can have besides the model's own. */
export function spacingsOf(algorithm: Algorithm): readonly Spacing[] {
  return spacingsByAlgorithm[algorithm];
}

export function partsOfSampler(sampler: Sampler): SamplerParts {
  const parts = partsBySampler.get(sampler);
  if (parts === undefined) throw new RangeError(`No sampler ${sampler}`);
  return parts;
}

/** The algorithm with that spacing, or as the model's configuration has it where the algorithm has no such spacing. */
export function samplerWith(algorithm: Algorithm, spacing: Spacing | null): Sampler {
  const possible = spacing !== null && spacingsOf(algorithm).includes(spacing);
  return nameOf(algorithm, possible ? spacing : null);
}

/**
 * Where a run begins with a picture, its first steps are left out. These take the rest for the middle of a run and leave
 * noise in the picture, as their classes in diffusers do: what stands in for them where nobody asked for them.
 */
const standIns: Readonly<Partial<Record<Algorithm, Algorithm>>> = { lms: 'dpmpp-2m', pndm: 'ddim' };

/** The sampler itself, or what stands in for it in a run that begins with a picture. */
export function samplerFromPicture(sampler: Sampler): Sampler {
  const { algorithm, spacing } = partsOfSampler(sampler);
  return samplerWith(standIns[algorithm] ?? algorithm, spacing);
}

function nameOf(algorithm: Algorithm, spacing: Spacing | null): Sampler {
  return (spacing === null ? algorithm : `${algorithm}-${spacing}`) as Sampler;
}
