import type { TFunction } from 'i18next';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { sizeOf } from '../ui/picture-words.ts';
import { providerName } from '../ui/provider-name.ts';
import { settingFacts } from '../ui/setting-facts.ts';
import type { FactRow } from './fact-list.tsx';
import { saySampler } from '../ui/say-sampler.ts';

/**
 * What pictures that somebody chose were made with, one row per fact, those that differ first. `nameModel` gives the
 * model's name in the interface's language; the recipe has only the name it was printed under.
 */
export function pictureFacts(
  pictures: readonly GalleryPicture[],
  nameModel: (picture: GalleryPicture) => string | null,
  t: TFunction,
): FactRow[] {
  const facts = pictures.map((picture) => factsOf(picture, nameModel(picture), t));
  const names = [...new Set(facts.flatMap((own) => [...own.keys()]))];
  const rows = names.map((name): FactRow => {
    const values = facts.map((own) => own.get(name) ?? null);
    return new Set(values).size > 1
      ? { name, values: values.map((value) => value ?? '—'), differs: true }
      : { name, values: values.slice(0, 1), differs: false };
  });
  // What none of them has is no news.
  const equal = rows.filter((row) => !row.differs && row.values[0] !== '—');
  return [...rows.filter((row) => row.differs), ...equal];
}

function factsOf(
  picture: GalleryPicture,
  model: string | null,
  t: TFunction,
): ReadonlyMap<string, string> {
  const { recipe, imported } = picture;
  const { width, height } = sizeOf(picture);
  const found = imported?.found ?? null;
  const facts: [string, string | null][] =
    recipe === null
      ? [
          [t('common.model'), found?.model?.name ?? null],
          [t('common.seed'), found?.seed ?? null],
          [t('common.size'), `${width} × ${height}`],
          [t('common.steps'), found?.steps?.toString() ?? null],
          [t('common.guidance'), found?.guidance?.toString() ?? null],
          [
            t('common.sampler'),
            found?.sampler ? saySampler(found.sampler, t) : (found?.samplerName ?? null),
          ],
          [t('compare.chosen.added'), found?.loras.map(sayLora).join(', ') ?? null],
        ]
      : [
          [t('common.model'), model ?? recipe.model.name],
          [t('common.seed'), recipe.seed],
          ...settingFacts(printSettingsSchema.parse(recipe), t).map(
            ({ name, value }): [string, string] => [name, value],
          ),
          [t('create.styles.title'), recipe.styles?.names.join(', ') ?? null],
          [t('compare.chosen.added'), additionsOf(recipe)],
          [t('compare.chosen.noise'), recipe.noiseHash.slice(0, 12)],
          [t('compare.details.provider'), providerName(recipe.engine.provider, t)],
          [t('compare.details.precision'), recipe.engine.precision],
          [t('compare.details.version'), recipe.engine.version],
        ];
  return new Map(
    facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== ''),
  );
}

function additionsOf({ loras = [], embeddings = [], vae }: Recipe): string {
  return [
    ...loras.map(sayLora),
    ...embeddings.map(({ name, word }) => word ?? name),
    ...(vae ? [`VAE ${vae.name}`] : []),
  ].join(', ');
}

function sayLora({ name, scale }: { name: string; scale: number }): string {
  return `LoRA ${name} (${scale})`;
}
