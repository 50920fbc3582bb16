import {
  type DynamicChoice,
  type DynamicOption,
  type DynamicWildcard,
  MAX_DYNAMIC_DEPTH,
  parseDynamicOption,
  tooDeep,
} from './dynamic-prompt.ts';
import type { SyntaxOptions } from './full-width-syntax.ts';
import { PromptError } from './prompt-error.ts';

export interface DynamicOptions extends SyntaxOptions {
  /**
   * The lines that go by a name, such as those of a file; undefined where there is none. Names may be Japanese and have
   * folders and stars (`色/*`): what they mean is up to this function. Default: there are no wildcards.
   */
  readonly wildcards?: (name: string) => readonly string[] | undefined;
}

/** How many choices and wildcards a prompt may lead through, and how many options it may take. */
const MAX_EXPANSIONS = 10_000;
/** So many options of different weights take as long to draw from as a choice takes to read. */
const OPTIONS_PER_EXPANSION = 1000;

/** What one choice or wildcard takes from: options with any weight. */
export interface OptionList {
  readonly options: readonly DynamicOption[];
  /** Whether all have the weight 1. */
  readonly isEven: boolean;
}

/** Looks up what a prompt may choose from, and watches that it comes to an end. */
export interface OptionsReader {
  /**
   * At least as many options as the choice asks for.
   * @throws PromptError `unknown-wildcard`, `invalid-choice`, `unbalanced-braces`, `recursion-too-deep`
   */
  optionsOf(node: DynamicChoice | DynamicWildcard, depth: number): OptionList;
  /** Counts an option that is taken. @throws PromptError `recursion-too-deep` where there have been too many */
  spend(node: DynamicChoice | DynamicWildcard): void;
}

/** A reader serves one prompt. Blank lines and those that begin with `#` are no options. */
export function createOptionsReader(options: DynamicOptions): OptionsReader {
  const { wildcards = () => undefined } = options;
  const read = new Map<string, OptionList>();
  let expansions = 0;

  const spend = (cost: number, position: number) => {
    expansions += cost;
    if (expansions > MAX_EXPANSIONS) throw tooDeep(position);
  };

  const linesOf = ({ name, position }: DynamicWildcard): OptionList => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const lines = wildcards(name)?.map((line) => line.trim());
    const used = lines?.filter((line) => line !== '' && !line.startsWith('#')) ?? [];
    if (used.length === 0) throw unknownWildcard(name, lines !== undefined, position);
    const list = listOptions(used.map((line) => parseLine(name, line, position, options)));
    read.set(name, list);
    return list;
  };

  return {
    optionsOf(node, depth) {
      if (depth > MAX_DYNAMIC_DEPTH) throw tooDeep(node.position);
      const { least, list } =
        node.kind === 'wildcard'
          ? { least: 1, list: linesOf(node) }
          : { least: node.least, list: listed(node, linesOf) };
      const { length } = list.options;
      spend(1 + (list.isEven ? 0 : length / OPTIONS_PER_EXPANSION), node.position);
      if (length >= least) return list;
      throw new PromptError(
        'invalid-choice',
        `A choice asks for ${least} of its options, but only ${length} can be taken.`,
        { position: node.position },
      );
    },
    spend: ({ position }) => spend(1, position),
  };
}

/** A choice with nothing but a wildcard is one among its lines: `{2$$__色__}`. */
function listed(
  { options }: DynamicChoice,
  linesOf: (wildcard: DynamicWildcard) => OptionList,
): OptionList {
  const [only, ...others] = options.length === 1 ? options[0]!.nodes : [];
  return only?.kind === 'wildcard' && others.length === 0 ? linesOf(only) : listOptions(options);
}

function listOptions(all: readonly DynamicOption[]): OptionList {
  const options = all.filter(({ weight }) => weight > 0);
  return { options, isEven: options.every(({ weight }) => weight === 1) };
}

function parseLine(
  name: string,
  line: string,
  position: number,
  options: SyntaxOptions,
): DynamicOption {
  try {
    return parseDynamicOption(line, position, options);
  } catch (error) {
    if (!(error instanceof PromptError)) throw error;
    const where = `In the wildcard ${name}, "${line.slice(0, 60)}"`;
    throw new PromptError(error.code, `${where}: ${error.message}`, { position });
  }
}

function unknownWildcard(name: string, isEmpty: boolean, position: number): PromptError {
  const what = isEmpty ? 'The wildcard has no lines' : 'There is no wildcard of that name';
  return new PromptError('unknown-wildcard', `${what}: __${name}__.`, { position });
}
