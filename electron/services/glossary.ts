import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { foldText } from '../database/search-text.ts';

const words = z.record(z.string(), z.string());

/** resources/glossary/ja-en.json: Japanese → English by the part a word plays. */
const glossarySchema = z.object({
  media: words,
  /** Alone (`night`) and behind the thing it belongs to (`at night`). */
  times: z.record(z.string(), z.tuple([z.string(), z.string()])),
  nouns: words,
  adjectives: words,
  verbs: words,
});

export type GlossaryEntry =
  | { readonly kind: 'medium' | 'noun' | 'adjective' | 'verb'; readonly english: string }
  | { readonly kind: 'time'; readonly english: string; readonly behind: string };

export interface Glossary {
  /** By the Japanese word, folded: ネコ and ねこ are one. */
  readonly entries: ReadonlyMap<string, GlossaryEntry>;
  /** Length of the longest word, in UTF-16 units. */
  readonly longest: number;
}

/** @throws Error where the file is missing or is no glossary: it comes with the studio */
export async function readGlossary(file: string): Promise<Glossary> {
  return createGlossary(JSON.parse(await readFile(file, 'utf8')));
}

function createGlossary(json: unknown): Glossary {
  const { media, times, nouns, adjectives, verbs } = glossarySchema.parse(json);
  const entries = new Map<string, GlossaryEntry>();
  const add = (list: Record<string, string>, kind: 'medium' | 'noun' | 'adjective' | 'verb') => {
    for (const [japanese, english] of Object.entries(list)) {
      entries.set(foldText(japanese), { kind, english });
    }
  };
  add(media, 'medium');
  add(nouns, 'noun');
  add(adjectives, 'adjective');
  add(verbs, 'verb');
  for (const [japanese, [english, behind]] of Object.entries(times)) {
    entries.set(foldText(japanese), { kind: 'time', english, behind });
  }
  const longest = Math.max(...[...entries.keys()].map((word) => word.length));
  return { entries, longest };
}
