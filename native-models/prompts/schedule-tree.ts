import { readSyntax, type SyntaxOptions } from './full-width-syntax.ts';
import { PromptError } from './prompt-error.ts';
import { PYTHON_SPACE } from './python-classes.ts';

/** A part of a scheduled prompt. */
export type ScheduleNode =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'scheduled';
      readonly before: readonly ScheduleNode[];
      readonly after: readonly ScheduleNode[];
      /** As it is written: signed, with or without a point. */
      readonly when: string;
    }
  | { readonly kind: 'alternate'; readonly choices: readonly (readonly ScheduleNode[])[] };

/** How deep schedules may lie in each other; deeper ones are taken for a mistake. */
const MAX_DEPTH = 200;

/**
 * Parses `[from:to:when]` and `[a|b]` by the grammar of stable-diffusion-webui 1.9.4 (`schedule_parser`). Weights stay in
 * the text.
 *
 * One pass with a stack of open brackets. A bracket that turns out to be none (never closed, or holding what it may not)
 * is text, and so are all that are open around it, since only the top level may hold such text.
 *
 * @returns null where the grammar refuses the prompt: a `|` that alternates nothing, or a backslash before nothing.
 * @throws PromptError `recursion-too-deep`.
 */
export function parseScheduleTree(prompt: string, options: SyntaxOptions): ScheduleNode[] | null {
  const syntax = readSyntax(prompt, options);
  const root: Bracket = { symbol: '', from: 0, items: [], depth: 0 };
  let open: Bracket[] = [];

  const dissolve = () => {
    for (const bracket of open) {
      append(root, { kind: 'text', from: bracket.from, to: bracket.from + 1 });
      for (const item of bracket.items) append(root, asText(item));
      root.depth = Math.max(root.depth, bracket.depth);
    }
    open = [];
  };

  for (const { 0: token, index: from } of syntax.matchAll(TOKEN)) {
    if (token === '\\') return null;
    const to = from + token.length;
    const inner = open.at(-1);
    if (token === '(' || token === '[') open.push({ symbol: token, from, items: [], depth: 0 });
    else if (token === '|' && inner === undefined) return null;
    else if ((token === ':' || token === '|') && inner !== undefined) {
      inner.items.push({ kind: 'separator', symbol: token, from, to });
    } else if ((token === ')' || token === ']') && inner !== undefined) {
      const closed = inner.symbol === (token === ')' ? '(' : '[') ? close(inner, to, syntax) : null;
      if (closed === null) {
        if (open.some(hasAlternatives)) return null;
        dissolve();
        append(root, { kind: 'text', from, to });
        continue;
      }
      open.pop();
      const outer = open.at(-1) ?? root;
      for (const item of closed.items) append(outer, item);
      outer.depth = Math.max(outer.depth, closed.depth);
      if (outer.depth > MAX_DEPTH) throw tooDeep(inner.from);
    } else append(inner ?? root, { kind: 'text', from, to });
  }
  if (open.some(hasAlternatives)) return null;
  dissolve();
  return root.items.map(asText);
}

const TOKEN = /[()[\]:|]|\\[^\n]|[^\\()[\]:|]+|\\/gu;

type Separator = {
  readonly kind: 'separator';
  readonly symbol: ':' | '|';
  readonly from: number;
  readonly to: number;
};

interface Bracket {
  readonly symbol: '' | '(' | '[';
  readonly from: number;
  readonly items: (ScheduleNode | Separator)[];
  /** How deep schedules lie in each other inside. */
  depth: number;
}

/** What stands for a bracket that ends at `to`; null where it holds what it may not. */
function close(
  { symbol, from, items, depth }: Bracket,
  to: number,
  syntax: string,
): { items: ScheduleNode[]; depth: number } | null {
  const separators = items.filter((item) => item.kind === 'separator');
  const symbols = separators.map((separator) => separator.symbol).join('');
  const emphasis = symbol === '(' ? /^:?$/ : /^$/;
  if (emphasis.test(symbols)) {
    const first: ScheduleNode = { kind: 'text', from, to: from + 1 };
    const last: ScheduleNode = { kind: 'text', from: to - 1, to };
    return { items: [first, ...items.map(asText), last], depth };
  }
  if (symbol === '(') return null;
  const segments = splitAtSeparators(items);
  if (/^\|+$/.test(symbols)) {
    return { items: [{ kind: 'alternate', choices: segments }], depth: depth + 1 };
  }
  const when = /^::?$/.test(symbols) ? readNumber(segments.at(-1)!, syntax) : null;
  if (when === null) return null;
  const [before, after] = segments.length === 3 ? [segments[0]!, segments[1]!] : [[], segments[0]!];
  return { items: [{ kind: 'scheduled', before, after, when }], depth: depth + 1 };
}

function splitAtSeparators(items: readonly (ScheduleNode | Separator)[]): ScheduleNode[][] {
  const segments: ScheduleNode[][] = [[]];
  for (const item of items) {
    if (item.kind === 'separator') segments.push([]);
    else segments.at(-1)!.push(item);
  }
  return segments;
}

const NUMBER = new RegExp(
  `^[${PYTHON_SPACE}]*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)[${PYTHON_SPACE}]*$`,
  'u',
);

function readNumber(segment: readonly ScheduleNode[], syntax: string): string | null {
  const [node] = segment;
  if (segment.length !== 1 || node?.kind !== 'text') return null;
  return NUMBER.exec(syntax.slice(node.from, node.to))?.[1] ?? null;
}

/** Adds an item, joining text to text. */
function append({ items }: Bracket, item: ScheduleNode): void {
  const last = items.at(-1);
  if (item.kind === 'text' && last?.kind === 'text' && last.to === item.from) {
    items[items.length - 1] = { ...last, to: item.to };
  } else items.push(item);
}

function asText(item: ScheduleNode | Separator): ScheduleNode {
  return item.kind === 'separator' ? { kind: 'text', from: item.from, to: item.to } : item;
}

function hasAlternatives({ items }: Bracket): boolean {
  return items.some((item) => item.kind === 'separator' && item.symbol === '|');
}

function tooDeep(position: number): PromptError {
  return new PromptError(
    'recursion-too-deep',
    `More than ${MAX_DEPTH} schedules lie in each other in the prompt.`,
    { position },
  );
}
