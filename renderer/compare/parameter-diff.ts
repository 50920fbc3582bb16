import type { Picture } from '../../electron/api/contract/gallery.ts';

/** What two pictures can differ in, besides their words. */
export type ParameterName =
  | 'model'
  | 'steps'
  | 'guidance'
  | 'sampler'
  | 'size'
  | 'provider'
  | 'precision'
  | 'version';

export interface ParameterRow {
  readonly name: ParameterName;
  /** One value per arm, null where there is no picture; one for all where they are equal. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

const readers: Record<ParameterName, (picture: Picture) => string> = {
  model: ({ recipe }) => recipe.model.name,
  steps: ({ recipe }) => String(recipe.steps),
  guidance: ({ recipe }) => String(recipe.guidance),
  sampler: ({ recipe }) => recipe.sampler,
  size: ({ recipe }) => `${recipe.width} × ${recipe.height}`,
  provider: ({ recipe }) => recipe.engine.provider,
  precision: ({ recipe }) => recipe.engine.precision,
  version: ({ recipe }) => recipe.engine.version,
};

/**
 * The parameters of one row, those that differ first. `nameModel` gives the model's name in the interface's language;
 * the recipe has only the name it was printed under.
 */
export function compareParameters(
  pictures: readonly (Picture | null)[],
  nameModel: (picture: Picture) => string = readers.model,
): ParameterRow[] {
  const names = Object.keys(readers) as ParameterName[];
  const rows = names.map((name): ParameterRow => {
    const read = name === 'model' ? nameModel : readers[name];
    const values = pictures.map((picture) => (picture ? read(picture) : null));
    const known = values.filter((value) => value !== null);
    return new Set(known).size > 1
      ? { name, values, differs: true }
      : { name, values: known.slice(0, 1), differs: false };
  });
  return [...rows.filter((row) => row.differs), ...rows.filter((row) => !row.differs)];
}

/** Whether all pictures began with the same noise; null where fewer than two are there to be asked. */
export function sameNoise(pictures: readonly (Picture | null)[]): boolean | null {
  const hashes = pictures.flatMap((picture) => (picture ? [picture.recipe.noiseHash] : []));
  return hashes.length < 2 ? null : new Set(hashes).size === 1;
}
