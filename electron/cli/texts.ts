import type { Language } from '../language.ts';
import { generationTexts } from './generation-texts.ts';
import { libraryTexts } from './library-texts.ts';
import { programTexts } from './program-texts.ts';
import { studioTexts } from './studio-texts.ts';

/** What the command line says, in the user's language. No word is in two of the groups. */
export const texts = { en: wordsIn('en'), ja: wordsIn('ja') };

function wordsIn(language: Language) {
  return {
    ...programTexts[language],
    ...generationTexts[language],
    ...libraryTexts[language],
    ...studioTexts[language],
  };
}
