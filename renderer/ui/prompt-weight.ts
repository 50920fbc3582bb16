import type { TextChange } from './write-into.ts';

/** How much a key press changes a weight. */
export const weightStep = 0.1;

/**
 * The prompt with the selected words weighted more or less: `猫` → `(猫:1.1)`, `（猫：１．３）` → `（猫：１．４）`; at a weight of 1
 * the brackets go. Where nothing is selected, the innermost brackets around `start` are meant, or the words there between
 * two separators. The selection stays on the words, so that the next press goes on.
 *
 * @param start of the selection; `end` is its end
 * @param by what is added to the weight, which never becomes less than 0
 * @returns null where there are no words
 */
export function changeWeight(
  text: string,
  start: number,
  end: number,
  by: number,
): TextChange | null {
  const syntax = toHalfWidth(text);
  const [first, last] = withoutSpace(syntax, start, end);
  const weighted =
    findWeighted(syntax, first, last) ??
    bare(first === last ? wordsAt(syntax, first) : [first, last]);
  const { outer, inner, weight } = weighted;
  if (inner[0] === inner[1]) return null;
  const changed = Math.max(0, Number((weight + by).toFixed(2)));
  const words = text.slice(...inner);
  const [open, close] = changed === 1 ? ['', ''] : bracketsOf(text, weighted, changed);
  const moved = outer[0] + open.length - inner[0];
  const isCaret = first === last;
  return {
    from: outer[0],
    to: outer[1],
    insert: open + words + close,
    start: moved + (isCaret ? Math.min(Math.max(first, inner[0]), inner[1]) : inner[0]),
    end: moved + (isCaret ? Math.min(Math.max(first, inner[0]), inner[1]) : inner[1]),
  };
}

type Range = readonly [from: number, to: number];

/** Words with the brackets around them; without brackets both ranges are the same. */
interface Weighted {
  readonly outer: Range;
  readonly inner: Range;
  readonly weight: number;
}

const bare = (words: Range): Weighted => ({ outer: words, inner: words, weight: 1 });

/** Full-width forms as an input method writes them, each in its place. */
function toHalfWidth(text: string): string {
  return text.replaceAll(/[\uFF01-\uFF5E\u3000]/g, (character) =>
    character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
}

function toFullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) + 0xfee0),
  );
}

function withoutSpace(syntax: string, start: number, end: number): Range {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(syntax.charAt(from))) from += 1;
  while (to > from && /\s/.test(syntax.charAt(to - 1))) to -= 1;
  return [from, to];
}

/** The brackets whose words are exactly those selected, with or without the brackets; of a caret, the innermost around it. */
function findWeighted(syntax: string, from: number, to: number): Weighted | null {
  const around = readWeighted(syntax).filter(({ outer, inner }) =>
    from === to
      ? outer[0] < from && to < outer[1]
      : (outer[0] === from && outer[1] === to) || (inner[0] === from && inner[1] === to),
  );
  return around.toSorted((a, b) => length(a.outer) - length(b.outer))[0] ?? null;
}

const length = ([from, to]: Range): number => to - from;

/** All brackets that weight what is in them. Those of a schedule `[a:b:10]` or of alternatives `[a|b]` do not. */
function readWeighted(syntax: string): Weighted[] {
  const found: Weighted[] = [];
  const open: { '(': number[]; '[': number[] } = { '(': [], '[': [] };
  for (const { 0: symbol, index } of syntax.matchAll(/\\.|[()[\]]/gs)) {
    if (symbol === '(' || symbol === '[') open[symbol].push(index);
    if (symbol !== ')' && symbol !== ']') continue;
    const begin = open[symbol === ')' ? '(' : '['].pop();
    if (begin === undefined) continue;
    const words = syntax.slice(begin + 1, index);
    if (symbol === ']') {
      if (/[:|]/.test(words)) continue;
      found.push({ outer: [begin, index + 1], inner: [begin + 1, index], weight: 0.9 });
      continue;
    }
    const number = /:\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$/.exec(words);
    found.push({
      outer: [begin, index + 1],
      inner: [begin + 1, begin + 1 + (number?.index ?? words.length)],
      weight: Number(number?.[1] ?? 1.1),
    });
  }
  return found;
}

/** The round brackets that give words this weight, as wide as those that are there. */
function bracketsOf(text: string, { outer, inner }: Weighted, weight: number): [string, string] {
  const isWide = outer[0] < inner[0] && /[（［]/.test(text.charAt(outer[0]));
  const wide = isWide ? toFullWidth : (part: string) => part;
  return [wide('('), wide(`:${weight})`)];
}

const separator = /[\s,.、。;:|{}()[\]<>]/;

function wordsAt(syntax: string, caret: number): Range {
  let [from, to] = [caret, caret];
  while (from > 0 && !separator.test(syntax.charAt(from - 1))) from -= 1;
  while (to < syntax.length && !separator.test(syntax.charAt(to))) to += 1;
  return [from, to];
}
