import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import type { GenerationRequestInput } from '../../electron/api/contract/generation.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { armOrder } from './draft-shape.ts';
import type { Draft, ModelKind } from './draft-shape.ts';
import { readSeed } from './seed-text.ts';

/** Message codes of what is wrong, by the field where the user can put it right. */
export type DraftProblems = Partial<
  Record<'prompt' | 'english' | 'size' | 'steps' | 'guidance' | 'seed' | 'count', string>
> & {
  /** No arm chosen, or no model there for one of them. */
  arms?: 'no-arm' | 'no-model';
};

/** The model that prints an arm: the chosen one where it is ready, else the first ready one of the right kind. */
export function modelFor(kind: ArmKind, draft: Draft, models: readonly Model[]): Model | null {
  const wanted: ModelKind = kind === 'en-raw' ? 'en' : kind;
  const ready = models.filter((model) => model.arm === wanted && model.state === 'ready');
  const own = ready.filter((model) => !model.embedded);
  return ready.find((model) => model.id === draft.modelIds[wanted]) ?? own[0] ?? ready[0] ?? null;
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
  return {
    width: draft.width ?? recommended.width,
    height: draft.height ?? recommended.height,
    steps: draft.steps ?? recommended.steps,
    guidance: draft.guidance ?? recommended.guidance,
    sampler: draft.sampler ?? recommended.sampler,
  };
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
  const request = {
    arms: arms.map(({ kind, model }) => ({
      kind,
      modelId: model.id,
      prompt: kind === 'en' ? draft.english : draft.prompt,
      negativePrompt: kind === 'en' ? draft.englishNegative : draft.negativePrompt,
    })),
    count: draft.count,
    ...settingsOf(draft, models),
    ...('seed' in read ? { seed: read.seed } : {}),
  };
  const parsed = generationRequestSchema.safeParse(request);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems: DraftProblems = 'problem' in read ? { seed: read.problem } : {};
  for (const issue of issues) {
    const [field, index] = issue.path;
    if (field === 'arms') {
      const place = typeof index === 'number' && arms[index]?.kind === 'en' ? 'english' : 'prompt';
      problems[place] ??= issue.message;
    } else if (field === 'width' || field === 'height') problems.size ??= issue.message;
    else if (field === 'steps' || field === 'guidance' || field === 'count') {
      problems[field] ??= issue.message;
    }
  }
  return Object.keys(problems).length > 0 ? { problems } : { request };
}
