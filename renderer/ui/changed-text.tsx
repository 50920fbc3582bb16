import { classNames } from './class-names.ts';
import { diffSequences, splitWords, wordKey } from './sequence-diff.ts';
import type { Run } from './sequence-diff.ts';

interface ChangedTextProps {
  text: string;
  /** What it is held against. */
  other: string;
  /** `removed`: what the other text lacks went away. `added`: it came. */
  change: 'removed' | 'added';
  lang?: string;
  className?: string;
}

/** A text with the words marked that another one lacks: struck out where they went, underlined where they came. */
export function ChangedText({ text, other, change, lang, className }: ChangedTextProps) {
  const Mark = change === 'removed' ? 'del' : 'ins';
  const { before } = diffSequences(splitWords(text), splitWords(other), wordKey);
  const runs = joinRuns(before);
  return (
    <p lang={lang} className={classNames('wrap-break-word select-text', className)}>
      {runs.map(({ words, same }, place) =>
        same ? (
          // A run is told from the next by its place alone.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={place}>{words}</span>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <Mark key={place} className={changeLook[change]}>
            {words}
          </Mark>
        ),
      )}
    </p>
  );
}

/** Told apart by their lines, not by a colour: colours belong to the arms. */
export const changeLook = {
  removed: 'rounded-sm bg-ink/10 px-0.5 line-through decoration-2',
  added: 'rounded-sm bg-ink/10 px-0.5 font-bold underline decoration-2 underline-offset-4',
} as const;

/** Runs as text. A gap between two changed words is no word of its own: one mark goes through. */
function joinRuns(runs: readonly Run<string>[]): { words: string; same: boolean }[] {
  const joined: { words: string; same: boolean }[] = [];
  for (const [place, { items, same: isSame }] of runs.entries()) {
    const words = items.join('');
    const isGap = words.trim() === '';
    const same = isGap
      ? !(runs[place - 1]?.same === false && runs[place + 1]?.same === false)
      : isSame;
    const last = joined.at(-1);
    if (last?.same === same) last.words += words;
    else joined.push({ words, same });
  }
  return joined;
}
