import { setImmediate } from 'node:timers/promises';
import type { MeaningSearch, Scorer } from '../api/contract/scores.ts';
import type { PictureFeaturesTable } from '../database/picture-features-table.ts';

/** Texts whose vectors are remembered: of a search that is typed, corrected and typed again. */
const rememberedTexts = 50;
/** Pictures that are compared without a pause. */
const atOnce = 2000;

export interface FindByMeaningOptions {
  readonly features: Pick<PictureFeaturesTable, 'page'>;
  /** What the scorer reads in a text: a vector of length 1. */
  readonly readText: (scorer: Scorer, text: string, signal: AbortSignal) => Promise<Float32Array>;
}

/** Looks for pictures by what they show, whatever their prompts say: the nearest vectors, all of which are compared. */
export function createFindByMeaning({ features, readText }: FindByMeaningOptions) {
  const texts = new Map<string, Float32Array>();

  async function vectorOf(
    scorer: Scorer,
    text: string,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const key = `${scorer.path}\n${text}`;
    const known = texts.get(key);
    if (known !== undefined) return known;
    const vector = await readText(scorer, text, signal);
    texts.set(key, vector);
    const [oldest] = texts.keys();
    if (texts.size > rememberedTexts && oldest !== undefined) texts.delete(oldest);
    return vector;
  }

  return {
    /** The pictures that fit a text best, best first, with their cosines. @throws ScoringError, the signal's reason */
    async find(
      scorer: Scorer,
      { text, limit }: { text: string; limit: number },
      signal: AbortSignal,
    ): Promise<Pick<MeaningSearch, 'searched' | 'pictures'>> {
      const wanted = await vectorOf(scorer, text, signal);
      const found: { id: string; score: number }[] = [];
      for (let after = 0, more = true; more;) {
        const page = features.page(scorer.name, after, atOnce);
        for (const { id, feature } of page) {
          if (feature.length === wanted.length) found.push({ id, score: dot(wanted, feature) });
        }
        after = page.at(-1)?.place ?? after;
        more = page.length === atOnce;
        // A hundred thousand pictures take half a second, in which others want to be answered.
        await setImmediate();
        signal.throwIfAborted();
      }
      const searched = found.length;
      found.sort((a, b) => b.score - a.score);
      return { searched, pictures: found.slice(0, limit) };
    },
  };
}

function dot(a: Float32Array, b: Float16Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
