import type { Addition } from '../../electron/api/contract/additions.ts';
import type { Embedding, Lora } from '../../electron/api/contract/arm.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { nameOfFile } from './lora-tags.ts';

type Added = Pick<Recipe, 'loras' | 'embeddings' | 'vae'>;
/** What a recipe says of a file: its content, and what it was called. */
type Named = Pick<NonNullable<Recipe['vae']>, 'sha256' | 'name'>;

export interface LaidAdditions {
  readonly found: {
    readonly loras: Lora[];
    readonly embeddings: Embedding[];
    /** Undefined where the recipe has none, or the library has not. */
    readonly vae: string | undefined;
  };
  /** What the library does not have. */
  readonly missing: readonly { readonly kind: Addition['kind']; readonly name: string }[];
}

/** What a recipe adds to the model, as the library has it: a recipe knows files by their content, not where they lie. */
export function layAdded(
  { loras = [], embeddings = [], vae }: Added,
  library: readonly Addition[],
): LaidAdditions {
  const missing: { kind: Addition['kind']; name: string }[] = [];
  const take = (kind: Addition['kind'], named: Named, called = named.name): string[] => {
    const file = pathOf(kind, named, library);
    if (file === undefined) missing.push({ kind, name: called });
    return file === undefined ? [] : [file];
  };
  return {
    found: {
      loras: loras.flatMap((lora) =>
        take('lora', lora).map((file) => ({ file, scale: lora.scale })),
      ),
      embeddings: embeddings.flatMap(({ word, ...embedding }) =>
        take('embedding', embedding, word).map((file) => ({
          file,
          ...(word !== undefined && { word }),
        })),
      ),
      vae: vae && take('vae', vae)[0],
    },
    missing,
  };
}

function pathOf(
  kind: Addition['kind'],
  { sha256, name }: Named,
  library: readonly Addition[],
): string | undefined {
  const same = library.filter(
    (one) => one.kind === kind && one.sha256 === sha256 && one.state === 'ready',
  );
  const called = same.find((one) => nameOfFile(one.path) === name || one.name === name);
  return (called ?? same[0])?.path;
}
