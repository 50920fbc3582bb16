import { readSyntax, type SyntaxOptions } from './full-width-syntax.ts';
import { PromptError } from './prompt-error.ts';

/** A part of a prompt that stands for several. */
export type DynamicNode =
  | { readonly kind: 'text'; readonly text: string }
  | DynamicWildcard
  | DynamicChoice;

/** `__name__`: one of the lines that go by this name. */
export interface DynamicWildcard {
  readonly kind: 'wildcard';
  readonly name: string;
  /** UTF-16 index in the prompt. */
  readonly position: number;
}

/** `{a|b}`: so many of the options, joined. */
export interface DynamicChoice {
  readonly kind: 'choice';
  readonly options: readonly DynamicOption[];
  readonly least: number;
  /** Infinite: all there are. */
  readonly most: number;
  readonly joiner: string;
  readonly position: number;
}

export interface DynamicOption {
  /** How likely it is beside the others; 0 is never. */
  readonly weight: number;
  readonly nodes: readonly DynamicNode[];
}

/** How deep choices and wildcards may lie in each other. */
export const MAX_DYNAMIC_DEPTH = 100;

/**
 * Parses a dynamic prompt, the syntax of the sd-dynamic-prompts extension (dynamicprompts 0.31): `{a|b}`, weights
 * `{3::a|b}`, several at once `{2$$a|b|c}`, `{1-2$$a|b|c}`, with their own joiner `{2$$ and $$a|b|c}`, wildcards
 * `__name__`, all nested and in full-width forms. `\{ \} \|` and `\__` are characters; a `|` between square brackets
 * belongs to a schedule.
 *
 * @throws PromptError `unbalanced-braces`, `invalid-choice`, `recursion-too-deep`.
 */
export function parseDynamicPrompt(prompt: string, options: SyntaxOptions): DynamicNode[] {
  const syntax = readSyntax(prompt, options);
  const scheduleBrackets = findScheduleBrackets(syntax);
  const root: OpenBrace = { ...openBrace(0), nodes: [] };
  const open: OpenBrace[] = [];

  let at = 0;
  while (at < syntax.length) {
    const inner = open.at(-1);
    const nodes = (inner ?? root).nodes;
    TOKEN.lastIndex = at;
    const [token = '', escaped, name] = TOKEN.exec(syntax) ?? [];
    const end = at + token.length;
    if (token === '{') {
      if (open.length >= MAX_DYNAMIC_DEPTH) throw tooDeep(at);
      const brace = readHeader(prompt, syntax, at);
      at = readWeight(syntax, brace.next, brace.opened);
      open.push(brace.opened);
      continue;
    }
    if (token === '}') {
      if (inner === undefined) throw unbalanced('A } closes nothing', at);
      open.pop();
      (open.at(-1) ?? root).nodes.push(closeBrace(inner));
    } else if (token === '|' && inner !== undefined && inner.squares === 0) {
      endOption(inner);
      at = readWeight(syntax, end, inner);
      continue;
    } else if (name !== undefined) nodes.push({ kind: 'wildcard', name, position: at });
    else {
      if (inner !== undefined && scheduleBrackets.has(at)) inner.squares += token === '[' ? 1 : -1;
      appendText(nodes, prompt.slice(escaped === undefined ? at : at + 1, end));
    }
    at = end;
  }
  if (open.length > 0) throw unbalanced('A { is never closed', open[0]!.position);
  return root.nodes;
}

/**
 * Parses one line of a wildcard, which may have a weight of its own.
 * @param origin where the prompt names the wildcard; everything in the line has this position.
 */
export function parseDynamicOption(
  line: string,
  origin: number,
  options: SyntaxOptions,
): DynamicOption {
  // Most lines of a wildcard, of which there may be a million, are words.
  if (!SIGN.test(line)) return { weight: 1, nodes: [{ kind: 'text', text: line }] };
  const holder = openBrace(0);
  const start = readWeight(readSyntax(line, options), 0, holder);
  const nodes = parseDynamicPrompt(line.slice(start), options).map((node) => moveTo(node, origin));
  return { weight: holder.weight, nodes };
}

/** What syntax begins with, in either width. */
const SIGN = /[\\{}|_:＼｛｝｜＿：]/;

function moveTo(node: DynamicNode, position: number): DynamicNode {
  if (node.kind === 'text') return node;
  if (node.kind === 'wildcard') return { ...node, position };
  const options = node.options.map(({ weight, nodes }) => ({
    weight,
    nodes: nodes.map((inner) => moveTo(inner, position)),
  }));
  return { ...node, position, options };
}

const TOKEN =
  /\\([{}|_])|\\[^]|[{}|[\]]|__(?!_)([^\s{}|[\]()<>:,$\\]+?)(?<!_)__|[^\\{}|[\]_]+|[^]/y;

interface OpenBrace {
  readonly position: number;
  readonly least: number;
  readonly most: number;
  readonly joiner: string;
  readonly options: DynamicOption[];
  /** Of the option that is being read. */
  weight: number;
  nodes: DynamicNode[];
  /** Square brackets of schedules that are open in it. */
  squares: number;
}

function openBrace(position: number): OpenBrace {
  const header = { least: 1, most: 1, joiner: ', ' };
  return { position, ...header, options: [], weight: 1, nodes: [], squares: 0 };
}

const COUNT = /\s*(?:(\d+)|(\d*)-(\d*))\$\$/y;
const JOINER = /((?:(?!\$\$)[^{}|\\])*)\$\$/y;

/** Reads `{`, and `2$$` or `1-2$$ and $$` behind it. */
function readHeader(
  prompt: string,
  syntax: string,
  position: number,
): { opened: OpenBrace; next: number } {
  COUNT.lastIndex = position + 1;
  const count = COUNT.exec(syntax);
  if (count === null) return { opened: openBrace(position), next: position + 1 };
  const [, exactly, from, to] = count;
  const least = Number(exactly ?? (from || 1));
  const most = exactly === undefined && !to ? Infinity : Number(exactly ?? to);
  if (least > most) {
    throw new PromptError(
      'invalid-choice',
      `A choice asks for ${least} to ${most} of its options.`,
      {
        position,
      },
    );
  }
  const next = COUNT.lastIndex;
  JOINER.lastIndex = next;
  const joiner = JOINER.exec(syntax)?.[1];
  const opened = { ...openBrace(position), least, most };
  if (joiner === undefined) return { opened, next };
  return {
    opened: { ...opened, joiner: prompt.slice(next, next + joiner.length) },
    next: JOINER.lastIndex,
  };
}

const WEIGHT = /\s*(\d+\.?\d*|\.\d+)::/y;

/** Reads `3::` where an option begins. */
function readWeight(syntax: string, at: number, brace: OpenBrace): number {
  WEIGHT.lastIndex = at;
  const weight = WEIGHT.exec(syntax)?.[1];
  brace.weight = weight === undefined ? 1 : Number(weight);
  return weight === undefined ? at : WEIGHT.lastIndex;
}

function endOption(brace: OpenBrace): void {
  brace.options.push({ weight: brace.weight, nodes: brace.nodes });
  brace.nodes = [];
}

function closeBrace(brace: OpenBrace): DynamicChoice {
  endOption(brace);
  const { options, least, most, joiner, position } = brace;
  return { kind: 'choice', options, least, most, joiner, position };
}

function appendText(nodes: DynamicNode[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === 'text') nodes[nodes.length - 1] = { kind: 'text', text: last.text + text };
  else nodes.push({ kind: 'text', text });
}

/** Where square brackets stand that open and close within the same braces. */
function findScheduleBrackets(syntax: string): Set<number> {
  const found = new Set<number>();
  const open: { symbol: string; at: number }[] = [];
  for (const { 0: symbol, index: at } of syntax.matchAll(/\\[^]|[{}[\]]/g)) {
    if (symbol === '{' || symbol === '[') open.push({ symbol, at });
    else if (symbol === ']' && open.at(-1)?.symbol === '[') {
      found.add(open.pop()!.at).add(at);
    } else if (symbol === '}') {
      while (open.length > 0 && open.pop()!.symbol !== '{');
    }
  }
  return found;
}

function unbalanced(what: string, position: number): PromptError {
  return new PromptError(
    'unbalanced-braces',
    `${what} at position ${position} of the prompt. Write \\{ or \\} for the character itself.`,
    { position },
  );
}

export function tooDeep(position: number): PromptError {
  return new PromptError(
    'recursion-too-deep',
    `Choices and wildcards lie more than ${MAX_DYNAMIC_DEPTH} deep in each other, or lead through too many others. ` +
      'Does a wildcard name itself?',
    { position },
  );
}
