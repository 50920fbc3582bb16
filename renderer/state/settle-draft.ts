import { applyStyles } from '../../electron/api/contract/apply-styles.ts';
import type { ArmKind, Translation } from '../../electron/api/contract/arm.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import type { InitImage } from '../../electron/api/contract/init-image.ts';
import { sizeLike } from '../../electron/api/contract/init-image.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { enlarge, printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { samplerFromPicture } from '../../electron/api/contract/sampler.ts';
import { armOrder } from './draft-shape.ts';
import type { Draft, DraftHiresFix, DraftInitImage, ForArms, ModelKind } from './draft-shape.ts';
import { readSeed } from './seed-text.ts';

/** Message codes of what is wrong, by the field where the user can put it right. */
export type DraftProblems = Partial<
  Record<
    | 'prompt'
    | 'english'
    | 'initImage'
    | 'added'
    | 'variation'
    | 'hiresFix'
    | 'size'
    | 'steps'
    | 'guidance'
    | 'seed'
    | 'count',
    string
  >
> & {
  /** No arm chosen, or no model there for one of them. */
  arms?: 'no-arm' | 'no-model';
};

/**
 * The model that prints an arm: the chosen one where it is ready. Else one of the user's own, if every arm that is
 * switched on has one: beside a demo model a real one could not be compared. Else the first that is ready.
 */
export function modelFor(kind: ArmKind, draft: Draft, models: readonly Model[]): Model | null {
  const ready = readyModels(kind, models);
  const chosen = ready.find((model) => model.id === draft.modelIds[modelKindOf(kind)]);
  if (chosen) return chosen;
  const allHaveOwn = armOrder
    .filter((other) => draft.arms[other])
    .every((other) => readyModels(other, models).some((model) => !model.embedded));
  const preferred = ready.find((model) => model.embedded !== allHaveOwn);
  return preferred ?? ready[0] ?? null;
}

/** The untranslated English arm is drawn by the English arm's model. */
export function modelKindOf(kind: ArmKind): ModelKind {
  return kind === 'en-raw' ? 'en' : kind;
}

function readyModels(kind: ArmKind, models: readonly Model[]): Model[] {
  return models.filter((model) => model.arm === modelKindOf(kind) && model.state === 'ready');
}

/** The arms that are switched on and have a model, in the order of printing. */
export function armsOf(draft: Draft, models: readonly Model[]): { kind: ArmKind; model: Model }[] {
  return armOrder
    .filter((kind) => draft.arms[kind])
    .flatMap((kind) => {
      const model = modelFor(kind, draft, models);
      return model ? [{ kind, model }] : [];
    });
}

/** What the composer shows and a run uses: the user's settings over those that the first arm's model recommends. */
export function settingsOf(draft: Draft, models: readonly Model[]): PrintSettings {
  const recommended = armsOf(draft, models)[0]?.model.recommended ?? printSettingsSchema.parse({});
  const { initImage } = draft;
  const size = initImage?.size
    ? sizeLike(initImage.size, recommended, initImage.margins)
    : recommended;
  const first = { width: draft.width ?? size.width, height: draft.height ?? size.height };
  return {
    ...first,
    ...(initImage || draft.hiresFix === null ? {} : secondPass(first, draft.hiresFix)),
    steps: draft.steps ?? recommended.steps,
    guidance: draft.guidance ?? recommended.guidance,
    sampler:
      draft.sampler ?? (initImage ? samplerFromPicture(recommended.sampler) : recommended.sampler),
    promptSyntax: draft.promptSyntax,
    clipSkip: draft.clipSkip ?? recommended.clipSkip,
    ...(draft.deepCache !== null && { deepCache: draft.deepCache }),
    ...(draft.int8 && { int8: true }),
    noiseSource: draft.noiseSource,
    ...(initImage && { initImage: withoutSize(initImage) }),
  };
}

/** Size of the first pass of a run, or of its only one. */
export function firstSizeOf(settings: PrintSettings): { width: number; height: number } {
  const { width, height } = settings.hiresFix ?? settings;
  return { width, height };
}

function secondPass(
  first: { width: number; height: number },
  { scale, ...second }: DraftHiresFix,
): Pick<PrintSettings, 'width' | 'height' | 'hiresFix'> {
  return { ...enlarge(first, scale), hiresFix: { ...first, ...second } };
}

/** As the contract knows it, which strikes what it does not know; a strength out of range is for the schema to refuse. */
function withoutSize(initImage: DraftInitImage): InitImage {
  const { size: _size, ...known } = initImage;
  return known;
}

/** What an arm is told: what is written for it, with the styles. */
export function wordsOf(draft: Draft, kind: ArmKind): ReturnType<typeof applyStyles> {
  const words =
    kind === 'en'
      ? { prompt: draft.english, negativePrompt: draft.englishNegative }
      : { prompt: draft.prompt, negativePrompt: draft.negativePrompt };
  return applyStyles(words, draft.styles, kind);
}

/** Who wrote the English words; nobody translated where there is nothing Japanese. */
function translationOf(draft: Draft): { translation?: Translation } {
  if (draft.prompt.trim() === '') return {};
  const { english, englishEdited, englishTranslated } = draft;
  if (!englishEdited) return { translation: { by: 'glossary' } };
  return englishTranslated?.text === english
    ? { translation: { by: 'translator', model: englishTranslated.model } }
    : { translation: { by: 'person' } };
}

/** The variation as a request has it; nothing where there is none. An empty seed is for the studio to draw. */
function readVariation(
  variation: Draft['variation'],
): Pick<GenerationRequestInput, 'variation'> | { problem: string } {
  if (variation === null) return {};
  const { seed, strength } = variation;
  if (seed.trim() === '') return { variation: { strength } };
  const read = readSeed(seed);
  return 'problem' in read ? read : { variation: { seed: read.seed, strength } };
}

/** What is added to an arm's model, as the contract has it. */
export function additionsOf(
  draft: Draft,
  kind: ArmKind,
): Pick<GenerationRequestInput['arms'][number], 'loras' | 'embeddings' | 'vae'> {
  const { vae } = draft;
  const loras = ofArm(draft.loras, kind);
  const embeddings = ofArm(draft.embeddings, kind);
  return {
    ...(loras.length > 0 && { loras }),
    ...(embeddings.length > 0 && { embeddings }),
    ...(vae !== null && { vae }),
  };
}

/** Those that an arm has, as the contract knows them. */
export function ofArm<Addition extends object>(
  additions: readonly ForArms<Addition>[],
  kind: ArmKind,
): Omit<ForArms<Addition>, 'only'>[] {
  return additions.flatMap(({ only, ...addition }) =>
    only === undefined || only.includes(kind) ? [addition] : [],
  );
}

function isAddition(field: PropertyKey | undefined): boolean {
  return field === 'loras' || field === 'embeddings' || field === 'vae';
}

/** The request that the draft stands for, or what keeps it from being one. `seed` is the seed to print with. */
export function settleDraft(
  draft: Draft,
  models: readonly Model[],
  seed: string,
): { request: GenerationRequestInput } | { problems: DraftProblems } {
  const arms = armsOf(draft, models);
  const wanted = armOrder.filter((kind) => draft.arms[kind]);
  if (wanted.length === 0) return { problems: { arms: 'no-arm' } };
  if (arms.length < wanted.length) return { problems: { arms: 'no-model' } };
  const read = readSeed(seed);
  const towards = readVariation(draft.variation);
  const request = {
    arms: arms.map(({ kind, model }) => ({
      kind,
      modelId: model.id,
      ...wordsOf(draft, kind),
      ...additionsOf(draft, kind),
      ...(kind === 'en' && translationOf(draft)),
    })),
    count: draft.count,
    ...settingsOf(draft, models),
    ...('seed' in read ? { seed: read.seed } : {}),
    ...('variation' in towards ? { variation: towards.variation } : {}),
  };
  const parsed = generationRequestSchema.safeParse(request);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems: DraftProblems = {
    ...('problem' in read && { seed: read.problem }),
    ...('problem' in towards && { variation: towards.problem }),
  };
  for (const issue of issues) {
    const [field, index] = issue.path;
    if (field === 'arms' && isAddition(issue.path[2])) problems.added ??= issue.message;
    else if (field === 'arms') {
      const place = typeof index === 'number' && arms[index]?.kind === 'en' ? 'english' : 'prompt';
      problems[place] ??= issue.message;
    } else if (field === 'width' || field === 'height') problems.size ??= issue.message;
    else if (
      field === 'steps' ||
      field === 'guidance' ||
      field === 'count' ||
      field === 'initImage' ||
      field === 'hiresFix' ||
      field === 'variation'
    ) {
      problems[field] ??= issue.message;
    }
  }
  return Object.keys(problems).length > 0 ? { problems } : { request };
}
