import type { ArmKind } from '../api/contract/arm.ts';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { Recipe } from '../api/contract/recipe.ts';
import type { Scorer, ScorerLanguage } from '../api/contract/scores.ts';
import { captionOf } from './caption.ts';

/** What a picture is scored with, and against which words. */
export interface ScoreTask {
  readonly scorer: Scorer;
  readonly caption: string;
}

export interface ScoreSurroundings {
  /** How a picture of the same comparison and seed was made that was given Japanese words; null where there is none. */
  readonly japanese: Recipe | null;
  readonly scorers: Readonly<Record<ScorerLanguage, Scorer | null>>;
  /** Whether the picture was made by one of the studio's own models. */
  readonly isDemo: boolean;
}

/**
 * A picture that was given Japanese words is scored against them. So is an English one of a comparison, against the
 * Japanese words that it translates: the arms then have scores of one scorer for one text. Every other picture is scored
 * against its own words.
 *
 * @returns null where no scorer reads the words, where nothing is known of them, and where the picture was blocked: black is
 *   what its file holds
 */
export function scoreTaskOf(
  picture: Pick<GalleryPicture, 'recipe' | 'imported'>,
  { scorers, japanese, isDemo }: ScoreSurroundings,
): ScoreTask | null {
  if (picture.recipe?.safety === 'blocked') return null;
  const words = wordsOf(picture, japanese);
  for (const language of ['ja', 'en'] as const) {
    const scorer = scorers[language];
    const caption = words[language];
    if (scorer === null || caption === null || caption === '') continue;
    if (scorer.origin !== 'demo' || isDemo) return { scorer, caption };
  }
  return null;
}

type Words = Readonly<Record<ScorerLanguage, string | null>>;

function wordsOf(
  { recipe, imported }: Pick<GalleryPicture, 'recipe' | 'imported'>,
  japanese: Recipe | null,
): Words {
  if (recipe === null) return foreignWords(imported?.found?.prompt ?? '');
  const own = captionOf(recipe.prompt, recipe);
  return readsJapanese(recipe.arm)
    ? { ja: own, en: null }
    : { ja: japanese && captionOf(japanese.prompt, japanese), en: own };
}

/** Of another program's picture: which language it is, its letters say. */
function foreignWords(prompt: string): Words {
  const caption = captionOf(prompt.replaceAll(/<[^<>]*>/g, ''), weighted);
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(caption);
  return isJapanese ? { ja: caption, en: null } : { ja: null, en: caption };
}

const weighted = { promptSyntax: 'weighted', steps: 1000 } as const;

/** Whether an arm is given Japanese words. */
export function readsJapanese(kind: ArmKind): boolean {
  return kind !== 'en';
}
