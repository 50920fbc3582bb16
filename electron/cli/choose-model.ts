import type { ArmKind } from '../api/contract/arm.ts';
import type { Model } from '../api/contract/models.ts';
import type { Language } from '../language.ts';
import { NoModelError, UsageError } from './failure.ts';
import { modelTexts } from './model-texts.ts';
import { texts } from './texts.ts';

/**
 * The model that prints an arm: the one asked for by id, name or folder, otherwise the first that is ready for it.
 * The arm `en-raw` is the English model's.
 * @throws NoModelError naming those there are
 */
export function chooseModel(
  models: readonly Model[],
  kind: ArmKind,
  wanted: string | undefined,
  language: Language,
): Model {
  const arm = kind === 'en-raw' ? 'en' : kind;
  const ready = models.filter((model) => model.state === 'ready');
  const chosen = ready.find((model) =>
    wanted === undefined ? model.arm === arm : isCalled(model, wanted),
  );
  if (chosen) return chosen;
  const choices = ready.map((model) => `${model.id}  ${model.name[language]}`);
  throw new NoModelError(texts[language].noModel(wanted ?? arm, choices));
}

/**
 * The model that is called so, by id, name or path, ready or not.
 * @throws NoModelError
 */
export function findModel(models: readonly Model[], wanted: string, language: Language): Model {
  const found = models.find((model) => isCalled(model, wanted));
  if (found) return found;
  throw new NoModelError(modelTexts[language].unknown(wanted));
}

/**
 * As `findModel`, for what is not done to the models that come with the studio.
 * @throws NoModelError, UsageError
 */
export function findImported(models: readonly Model[], wanted: string, language: Language): Model {
  const found = findModel(models, wanted, language);
  if (!found.embedded) return found;
  throw new UsageError(modelTexts[language].stays(found.name[language]));
}

/** What people call a model by its id; the id of one that is not among them. */
export function nameIn(
  models: readonly Pick<Model, 'id' | 'name'>[],
  language: Language,
): (id: string) => string {
  return (id) => models.find((model) => model.id === id)?.name[language] ?? id;
}

function isCalled(model: Model, wanted: string): boolean {
  const names = [model.id, model.name.ja, model.name.en, model.path];
  return names.some((name) => folded(name) === folded(wanted));
}

/** macOS names files with their accents apart (NFD), and a keyboard types them in one (NFC). */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
