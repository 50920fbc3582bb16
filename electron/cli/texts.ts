import type { Language } from '../language.ts';
import { englishTexts } from './texts.en.ts';
import { japaneseTexts } from './texts.ja.ts';

/** What the command line says, in the user's language. */
export const texts: Record<Language, typeof englishTexts> = {
  en: englishTexts,
  ja: japaneseTexts,
};
