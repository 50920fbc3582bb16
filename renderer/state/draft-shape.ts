import type { Arm, ArmKind, Embedding, Lora } from '../../electron/api/contract/arm.ts';
import type { InitImage } from '../../electron/api/contract/init-image.ts';
import type { NoiseSource } from '../../electron/api/contract/noise.ts';
import { hiresFixSchema } from '../../electron/api/contract/recipe.ts';
import type { HiresFix, PrintSettings, PromptSyntax } from '../../electron/api/contract/recipe.ts';
import { samplerFromPicture, type Sampler } from '../../electron/api/contract/sampler.ts';
import type { Style } from '../../electron/api/contract/styles.ts';

export type ModelKind = Exclude<ArmKind, 'en-raw'>;

/**
 * What lies on the desk: everything the composer shows, kept while other rooms are open and after a reload. A setting
 * of null means "as the first arm's model recommends".
 */
export interface Draft {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** English prompt; while `englishEdited` is false it follows the glossary's translation of `prompt`. */
  readonly english: string;
  readonly englishEdited: boolean;
  /** What a translator wrote last, and which model it was; null where none was asked. */
  readonly englishTranslated: { readonly text: string; readonly model: string } | null;
  readonly englishNegative: string;
  readonly englishNegativeEdited: boolean;
  /** Applied to the prompts of all arms when they are printed, the first innermost; as they were when they were chosen. */
  readonly styles: readonly Style[];
  readonly arms: Readonly<Record<ArmKind, boolean>>;
  readonly modelIds: Readonly<Partial<Record<ModelKind, string>>>;
  readonly width: number | null;
  readonly height: number | null;
  readonly steps: number | null;
  readonly guidance: number | null;
  readonly sampler: Sampler | null;
  readonly promptSyntax: PromptSyntax;
  readonly clipSkip: number | null;
  /** Null computes every step in full. */
  readonly deepCache: number | null;
  /** Whether UNets are computed in 8-bit integers. */
  readonly int8: boolean;
  /** Added to the models. */
  readonly loras: readonly ForArms<Lora>[];
  readonly embeddings: readonly ForArms<Embedding>[];
  /** In the place of the models' own, or `own`; null for what is set for each model. */
  readonly vae: string | null;
  readonly noiseSource: NoiseSource;
  /** Null prints the seeds themselves. */
  readonly variation: DraftVariation | null;
  /** Null begins from noise alone. */
  readonly initImage: DraftInitImage | null;
  /** Null prints in one pass; else `width` and `height` are the first one's. */
  readonly hiresFix: DraftHiresFix | null;
  /** As typed; empty before the first draw. */
  readonly seed: string;
  /** Kept from run to run. */
  readonly seedLocked: boolean;
  /** Already printed with: an unlocked seed is drawn anew for the next run. */
  readonly seedSpent: boolean;
  readonly count: number;
}

/** Variations of the seed. The seed that they go towards is as typed; empty, it is drawn anew for each run. */
export interface DraftVariation {
  readonly seed: string;
  readonly strength: number;
}

/** What is added to the models of all arms, or of `only` some. */
export type ForArms<Addition> = Addition & { readonly only?: readonly ArmKind[] | undefined };

/** A picture to begin from, and its own size in pixels while that is known: the run's size follows from it. */
export interface DraftInitImage extends InitImage {
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** A second pass, larger by `scale`. */
export interface DraftHiresFix extends Pick<HiresFix, 'strength' | 'steps' | 'sampler'> {
  readonly scale: number;
}

/** What a second pass is when it is first asked for. */
export const usualHiresFix: DraftHiresFix = {
  scale: 2,
  strength: hiresFixSchema.shape.strength.parse(undefined),
};

export const blankDraft: Draft = {
  prompt: '',
  negativePrompt: '',
  english: '',
  englishEdited: false,
  englishTranslated: null,
  englishNegative: '',
  englishNegativeEdited: false,
  styles: [],
  arms: { ja: true, en: true, 'en-raw': false, 'ja-stage1': false },
  modelIds: {},
  width: null,
  height: null,
  steps: null,
  guidance: null,
  sampler: null,
  promptSyntax: 'weighted',
  clipSkip: null,
  deepCache: null,
  int8: false,
  loras: [],
  embeddings: [],
  vae: null,
  noiseSource: 'cpu',
  variation: null,
  initImage: null,
  hiresFix: null,
  seed: '',
  seedLocked: false,
  seedSpent: true,
  count: 1,
};

/** The order in which arms are printed and shown: the Japanese model first, then the story, then English. */
export const armOrder: readonly ArmKind[] = ['ja', 'ja-stage1', 'en', 'en-raw'];

/** What can be brought back to the desk: of a picture, of a comparison, or of a prompt in the history. */
export interface Recall {
  /** One arm or all arms of a pair. */
  readonly arms?: readonly Arm[];
  readonly settings?: PrintSettings;
  readonly seed?: string;
  readonly count?: number;
}

/** What changes on the desk when something is recalled. What the recall does not name stays as it is. */
export function changesOfRecall(recall: Recall): Partial<Draft> {
  return {
    ...(recall.arms ? draftOfArms(recall.arms) : {}),
    ...(recall.settings
      ? {
          ...sizeOfRecall(recall.settings),
          steps: recall.settings.steps,
          guidance: recall.settings.guidance,
          sampler: recall.settings.sampler,
          promptSyntax: recall.settings.promptSyntax,
          clipSkip: recall.settings.clipSkip,
          deepCache: recall.settings.deepCache ?? null,
          int8: recall.settings.int8 ?? false,
          noiseSource: recall.settings.noiseSource,
          variation: recall.settings.variation ?? null,
          initImage: recall.settings.initImage
            ? { ...recall.settings.initImage, size: null }
            : null,
        }
      : {}),
    ...(recall.seed === undefined ? {} : { seed: recall.seed, seedLocked: true, seedSpent: false }),
    ...(recall.count === undefined ? {} : { count: recall.count }),
  };
}

/** The size of the first pass, and the second one as the desk has it: with a sampler only where it is not the usual one. */
export function sizeOfRecall({
  hiresFix,
  sampler: first,
  ...size
}: Pick<PrintSettings, 'width' | 'height' | 'hiresFix'> & {
  readonly sampler?: Sampler | null;
}): Pick<Draft, 'width' | 'height' | 'hiresFix'> {
  if (hiresFix === undefined) return { width: size.width, height: size.height, hiresFix: null };
  const { width, height, sampler, ...second } = hiresFix;
  const isUsual = sampler === undefined || (first && sampler === samplerFromPicture(first));
  const own = isUsual ? {} : { sampler };
  return { width, height, hiresFix: { ...second, ...own, scale: size.width / width } };
}

function draftOfArms(arms: readonly Arm[]): Partial<Draft> {
  const of = (kind: ArmKind) => arms.find((arm) => arm.kind === kind);
  const japanese = of('ja') ?? of('ja-stage1') ?? of('en-raw');
  const english = of('en');
  const modelIds: Partial<Record<ModelKind, string>> = {};
  for (const arm of arms) modelIds[arm.kind === 'en-raw' ? 'en' : arm.kind] = arm.modelId;
  return {
    arms: {
      ja: of('ja') !== undefined,
      en: english !== undefined,
      'en-raw': of('en-raw') !== undefined,
      'ja-stage1': of('ja-stage1') !== undefined,
    },
    modelIds,
    loras: joinAdditions(arms, ({ loras }) => loras),
    embeddings: joinAdditions(arms, ({ embeddings }) => embeddings),
    vae: arms.find(({ vae }) => vae !== undefined)?.vae ?? null,
    prompt: japanese?.prompt ?? '',
    negativePrompt: japanese?.negativePrompt ?? '',
    english: english?.prompt ?? '',
    englishEdited: english !== undefined,
    englishNegative: english?.negativePrompt ?? '',
    englishNegativeEdited: english !== undefined,
    styles: [],
  };
}

/** What the arms have, each thing once: for those that had it, where not all did. */
function joinAdditions<Addition extends object>(
  arms: readonly Arm[],
  of: (arm: Arm) => readonly Addition[] | undefined,
): ForArms<Addition>[] {
  const kindsOf = new Map<string, { addition: Addition; kinds: Set<ArmKind> }>();
  for (const arm of arms) {
    for (const addition of of(arm) ?? []) {
      const key = JSON.stringify(Object.entries(addition).toSorted());
      const known = kindsOf.get(key) ?? { addition, kinds: new Set() };
      kindsOf.set(key, { ...known, kinds: known.kinds.add(arm.kind) });
    }
  }
  return [...kindsOf.values()].map(({ addition, kinds }) =>
    arms.every(({ kind }) => kinds.has(kind)) ? addition : { ...addition, only: [...kinds] },
  );
}
