import type { TFunction } from 'i18next';
import type { ReadRecipe } from '../../electron/api/contract/inputs.ts';
import { pictureUrl } from '../api/picture-url.ts';
import { studio } from '../api/studio.ts';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { changeDraft } from './draft.ts';
import { goTo } from './location.ts';
import { readDroppedRecipe } from './read-dropped-recipe.ts';
import type { RecipeLoss } from './read-dropped-recipe.ts';

/** Looks how a dropped picture was made and offers to lay that on the desk, naming what of it cannot be. */
export async function offerRecipe(file: File, t: TFunction, language: string): Promise<void> {
  const { name } = file;
  try {
    const read = await studio.inputs.readRecipe({ file });
    const models = await studio.models.list();
    const library = await studio.additions.list();
    const surroundings = { models, library, missingInputs: await missingInputs(read) };
    const taken = readDroppedRecipe(read, surroundings);
    if (taken === null) {
      showToast(t('frame.dropped.silent', { name }));
      return;
    }
    const { changes, losses } = taken;
    showToast(
      t('frame.dropped.offer', { name }),
      {
        label: t('frame.dropped.use'),
        run: () => {
          changeDraft(changes);
          goTo('/create');
        },
      },
      losses.length === 0 ? undefined : sayLosses(losses, t, language),
    );
  } catch (error) {
    sayFailure(error, t);
  }
}

/** `Without …`: the sentence below a notice. */
export function sayLosses(losses: readonly RecipeLoss[], t: TFunction, language: string): string {
  const names = losses.map(({ kind, name }) => t(`frame.dropped.losses.${kind}`, { name }));
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
  return t('frame.dropped.without', { list });
}

/** Of the pictures that this one began from, those that this studio has not kept. */
async function missingInputs({ own }: ReadRecipe): Promise<ReadonlySet<string>> {
  const { image, mask } = own?.initImage ?? {};
  const ids = [image, mask].filter((id) => id !== undefined);
  const there = await Promise.all(ids.map(isThere));
  return new Set(ids.filter((_, place) => there[place] !== true));
}

function isThere(id: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = new Image();
  probe.addEventListener('load', () => resolve(true));
  probe.addEventListener('error', () => resolve(false));
  probe.src = pictureUrl(id, 'full');
  return promise;
}
