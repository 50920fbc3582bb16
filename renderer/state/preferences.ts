import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export const languages = ['ja', 'en'] as const;
export type Language = (typeof languages)[number];
export const themes = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themes)[number];

interface Preferences {
  language: Language;
  theme: ThemeChoice;
  setLanguage(language: Language): void;
  setTheme(theme: ThemeChoice): void;
}

/** Language and theme. The first run follows the system; a choice is kept on this machine. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en',
      theme: 'system',
      setLanguage: (language) => set({ language }),
      setTheme: (theme) => set({ theme }),
    }),
    { name: 'nishiki-preferences', version: 1 },
  ),
);

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

/** Keeps `<html data-theme lang>` in step with the preferences and with the system. Call once, before rendering. */
export function applyPreferences(): void {
  const apply = () => {
    const { theme, language } = usePreferences.getState();
    document.documentElement.dataset['theme'] =
      theme === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : theme;
    document.documentElement.lang = language;
  };
  apply();
  usePreferences.subscribe(apply);
  systemIsDark.addEventListener('change', apply);
}

/** What the user sees now, whatever it follows from. */
export function isDark(theme: ThemeChoice): boolean {
  return theme === 'system' ? systemIsDark.matches : theme === 'dark';
}
