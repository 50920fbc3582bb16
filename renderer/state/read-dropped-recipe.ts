import { type Addition, findAddition } from '../../electron/api/contract/additions.ts';
import { type ArmKind, ownVae } from '../../electron/api/contract/arm.ts';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import type { ReadRecipe } from '../../electron/api/contract/inputs.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { guidanceSchema, sideSchema, stepsSchema } from '../../electron/api/contract/recipe.ts';
import type { PrintSettings, Recipe } from '../../electron/api/contract/recipe.ts';
import { changesOfRecall, sizeOfRecall } from './draft-shape.ts';
import type { Draft } from './draft-shape.ts';
import { layAdded } from './lay-additions.ts';
import { nameOfFile } from './lora-tags.ts';
import { modelKindOf } from './settle-draft.ts';

/** What of a recipe is not here or cannot be done, and what it is called there. */
export interface RecipeLoss {
  readonly kind:
    | 'model'
    | 'lora'
    | 'embedding'
    | 'vae'
    | 'begin'
    | 'sampler'
    | 'size'
    | 'steps'
    | 'guidance';
  readonly name: string;
}

/** What this studio has. */
interface Surroundings {
  readonly models: readonly Model[];
  /** The library of LoRAs and embeddings: a recipe of our own knows them by content, others by name. */
  readonly library: readonly Addition[];
  /** Inputs that a recipe names and that are not kept here. */
  readonly missingInputs: ReadonlySet<string>;
}

const bare: Surroundings = { models: [], library: [], missingInputs: new Set() };

/**
 * What of a picture's recipe goes to the desk, and what of it does not; null where it says nothing. Of another program's
 * picture only what it says and the studio can do; a prompt with Japanese letters goes to the Japanese arm.
 */
export function readDroppedRecipe(
  { own, found }: ReadRecipe,
  surroundings: Surroundings = bare,
): { changes: Partial<Draft>; losses: RecipeLoss[] } | null {
  if (own !== null) return readOwn(own, surroundings);
  return found === null ? null : readFound(found, surroundings);
}

function readOwn(own: Recipe, { models, library, missingInputs }: Surroundings) {
  const { arm: kind, prompt, negativePrompt, seed } = own;
  // A model has another id in every studio: its weights are known by their fingerprint.
  const model = usable(models, kind).find(
    ({ fingerprint }) => fingerprint === own.model.fingerprint,
  );
  const begins = [own.initImage?.image, own.initImage?.mask].filter((id) => id !== undefined);
  const cannotBegin = begins.some((id) => missingInputs.has(id));
  const { initImage: _initImage, ...withoutBegin } = own;
  const { found, missing } = layAdded(own, library);
  // Without one it had its model's own, whatever is set for the model by now.
  const isOwn = own.vae === undefined && library.some(({ id }) => id === model?.vaeId);
  const vae = found.vae ?? (isOwn ? ownVae : undefined);
  const { loras, embeddings } = found;
  const added = { loras, embeddings, ...(vae !== undefined && { vae }) };
  const arms = [{ kind, modelId: model?.id ?? '', prompt, negativePrompt, ...added }];
  const losses: RecipeLoss[] = [
    ...(model ? [] : [{ kind: 'model', name: own.model.name } as const]),
    ...missing,
    ...(cannotBegin ? [{ kind: 'begin', name: '' } as const] : []),
  ];
  const settings = cannotBegin ? withoutBegin : own;
  return { changes: changesOfRecall({ arms, settings, seed, count: 1 }), losses };
}

function readFound(found: FoundRecipe, { models, library }: Surroundings) {
  const prompt = found.prompt.replaceAll(/<lora:[^>]*>/g, '').trim();
  const kind = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(prompt) ? 'ja' : 'en';
  const { negativePrompt, seed, model: named } = found;
  const model = named
    ? usable(models, kind).find(({ name }) => [name.ja, name.en].includes(named.name))
    : undefined;
  const width = sideSchema.safeParse(found.width);
  const height = sideSchema.safeParse(found.height);
  const steps = stepsSchema.safeParse(found.steps);
  const guidance = guidanceSchema.safeParse(found.guidance);
  const hasSize = width.success && height.success;
  const loras = found.loras.map(({ name, scale }) => {
    const lora = findAddition(library, 'lora', nameOfFile(name));
    return { name, scale, file: lora?.state === 'ready' ? lora.path : null };
  });
  const changes = {
    ...changesOfRecall({
      arms: [{ kind, modelId: model?.id ?? '', prompt, negativePrompt }],
      ...(seed !== null && { seed }),
      count: 1,
    }),
    ...(hasSize &&
      sizeOfRecall({
        width: width.data,
        height: height.data,
        sampler: found.sampler,
        ...hiresOf(found),
      })),
    ...(steps.success && { steps: steps.data }),
    ...(guidance.success && { guidance: guidance.data }),
    ...(found.sampler !== null && { sampler: found.sampler }),
    ...(found.noiseSource && { noiseSource: found.noiseSource }),
    ...(found.clipSkip !== undefined && { clipSkip: found.clipSkip }),
    ...(found.noiseSource && { variation: found.variation ?? null }),
    ...(loras.length > 0 && {
      loras: loras.flatMap(({ file, scale }) => (file === null ? [] : [{ file, scale }])),
    }),
  };
  const losses: RecipeLoss[] = [
    ...(named && !model ? [{ kind: 'model', name: named.name } as const] : []),
    ...loras
      .filter(({ file }) => file === null)
      .map(({ name }) => ({ kind: 'lora', name }) as const),
    ...(found.sampler === null && found.samplerName !== null
      ? [{ kind: 'sampler', name: found.samplerName } as const]
      : []),
    ...(!hasSize && found.width !== null && found.height !== null
      ? [{ kind: 'size', name: `${found.width} × ${found.height}` } as const]
      : []),
    ...(!steps.success && found.steps !== null
      ? [{ kind: 'steps', name: String(found.steps) } as const]
      : []),
    ...(!guidance.success && found.guidance !== null
      ? [{ kind: 'guidance', name: String(found.guidance) } as const]
      : []),
  ];
  return { changes, losses };
}

function hiresOf({ hiresFix }: FoundRecipe): Pick<PrintSettings, 'hiresFix'> {
  return hiresFix === undefined ? {} : { hiresFix };
}

function usable(models: readonly Model[], kind: ArmKind): Model[] {
  return models.filter(({ arm, state }) => arm === modelKindOf(kind) && state === 'ready');
}
