/**
 * Whether all words of a search stand somewhere in the texts; kana of both kinds, full and half width, and cases are the
 * same. An empty search finds everything.
 */
export function matchWords(search: string, texts: readonly string[]): boolean {
  const all = texts.map(fold).join('\n');
  return fold(search)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ァ-ヶ]/g, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) - 0x60));
}
