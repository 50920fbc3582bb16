import { create } from 'zustand';
import { useDraft } from '../state/draft.ts';

/** The text under the glass; null until somebody has written one here, and then the prompt from Create is shown. */
const useTokensText = create<{ text: string | null }>()(() => ({ text: null }));

export function setTokensText(text: string): void {
  useTokensText.setState({ text });
}

/** The text to inspect now. */
export function useInspectedText(): string {
  const own = useTokensText((state) => state.text);
  const prompt = useDraft((draft) => draft.prompt);
  return own ?? prompt;
}
