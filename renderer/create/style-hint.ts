import type { Style } from '../../electron/api/contract/styles.ts';

/** What a style makes of a prompt, one line per language; one line where both are the same. */
export function styleHint({ ja, en }: Style): string {
  const lines = [ja, en].flatMap((form) => {
    if (form === null) return [];
    const { prompt, negativePrompt } = form;
    return [
      [prompt, negativePrompt === '' ? '' : `− ${negativePrompt}`].filter(Boolean).join('  '),
    ];
  });
  return [...new Set(lines)].join('\n');
}
