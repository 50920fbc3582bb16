import type { Model } from '../../electron/api/contract/models.ts';

type Named = Pick<Model, 'id' | 'name' | 'path'>;

/**
 * What models are called where one of them is chosen, by their ids. Those of one name are told apart by as much of the end
 * of their paths as it takes: `Anime (sd15/anime-v2.safetensors)`.
 */
export function nameModels(
  models: readonly Named[],
  language: 'ja' | 'en',
): ReadonlyMap<string, string> {
  return new Map(
    models.map((model) => {
      const name = model.name[language];
      const twins = models.filter((other) => other !== model && other.name[language] === name);
      return [model.id, twins.length === 0 ? name : `${name} (${ownEnd(model.path, twins)})`];
    }),
  );
}

/** The shortest end of a path, in whole names, that none of the others has; all of it where they are equal. */
function ownEnd(path: string, others: readonly Pick<Model, 'path'>[]): string {
  const parts = partsOf(path);
  for (let length = 1; length < parts.length; length += 1) {
    const end = parts.slice(-length).join('/');
    if (others.every((other) => partsOf(other.path).slice(-length).join('/') !== end)) return end;
  }
  return path;
}

function partsOf(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '');
}
