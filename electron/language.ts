import type { Surroundings } from './data-folder.ts';

/** The languages in which the studio speaks. */
export type Language = 'ja' | 'en';

/**
 * The user's language: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set, as POSIX has it; where none is
 * (Windows, programs started from the macOS Finder), the system's locale.
 */
export function findLanguage(
  { env }: Pick<Surroundings, 'env'>,
  systemLocale: string = Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || systemLocale;
  return /^ja\b|^ja_/i.test(locale) ? 'ja' : 'en';
}
