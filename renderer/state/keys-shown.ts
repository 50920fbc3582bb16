import { create } from 'zustand';

/** Whether the list of keys lies over the page: by `?`, from the rail, or from the settings. */
export const useKeysShown = create<{ readonly shown: boolean }>()(() => ({ shown: false }));

export function showKeys(shown = true): void {
  useKeysShown.setState({ shown });
}
