import { createInstance, type i18n as Translator } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { usePreferences } from '../state/preferences.ts';
import { en } from './en/en.ts';
import { ja } from './ja/ja.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof ja };
  }
}

/** For words that are said outside of React; within it, `useTranslation`. */
export const i18n: Translator = createInstance();

/** Starts the interface's language and keeps it in step with the preference. Call once, before rendering. */
export async function startTranslation(): Promise<void> {
  await i18n.use(initReactI18next).init({
    resources: { ja: { translation: ja }, en: { translation: en } },
    lng: usePreferences.getState().language,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  usePreferences.subscribe(({ language }) => {
    if (language !== i18n.language) void i18n.changeLanguage(language);
  });
}
