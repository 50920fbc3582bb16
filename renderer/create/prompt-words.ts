import type { TextChange } from '../ui/write-into.ts';
import { demoWords } from './demo-words.ts';
import type { DemoWordGroup } from './demo-words.ts';

/** Between words: nothing has to be put between them and a new one. */
const boundary = /[\s,.、。;:|{}()[\]<>（）［］「」・]/;

/** Words in the place of the selection `[start, end)`, set apart from what stands around them. */
export function placeWords(text: string, start: number, end: number, words: string): TextChange {
  const before = start > 0 && !boundary.test(text.charAt(start - 1)) ? ' ' : '';
  const after = end < text.length && !boundary.test(text.charAt(end)) ? ' ' : '';
  const caret = start + before.length + words.length;
  return { from: start, to: end, insert: before + words + after, start: caret, end: caret };
}

/**
 * A demo model's word in the place of the selection. A colour sticks to what it colours: it goes before what follows the
 * caret or, behind words that are finished, before the last subject among them.
 */
export function placeDemoWord(
  text: string,
  start: number,
  end: number,
  group: DemoWordGroup['name'],
  word: string,
): TextChange {
  if (group !== 'colours') return placeWords(text, start, end, word);
  const isFinished = start === end && text.slice(end).trim() === '' && endsInKnownWord(text);
  const at = isFinished ? lastSubject(text) : -1;
  const moved = word.length;
  if (at >= 0) return { from: at, to: at, insert: word, start: start + moved, end: end + moved };
  return { from: start, to: end, insert: word, start: start + moved, end: start + moved };
}

function endsInKnownWord(text: string): boolean {
  const written = text.trimEnd();
  return demoWords.some(
    ({ name, words }) => name !== 'colours' && words.some(({ ja }) => written.endsWith(ja)),
  );
}

/** Where the last subject in the text begins; −1 where there is none. Of 金閣寺 and 寺 the longer one counts. */
function lastSubject(text: string): number {
  const subjects = demoWords.find(({ name }) => name === 'subjects')?.words ?? [];
  const ends = subjects.flatMap(({ ja }) => {
    const at = text.lastIndexOf(ja);
    return at < 0 ? [] : [{ at, end: at + ja.length }];
  });
  const [last] = ends.toSorted((a, b) => b.end - a.end || a.at - b.at);
  return last?.at ?? -1;
}
