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

/** How many choices and wildcards a prompt may lead through. */
const MAX_EXPANSIONS = 10_000;

/** Looks up what a prompt may choose from, and watches that it comes to an end. */
export interface OptionsReader {
  /**
   * The options with any weight, at least as many as the choice asks for.
   * @throws PromptError `unknown-wildcard`, `invalid-choice`, `unbalanced-braces`, `recursion-too-deep`
   */
  optionsOf(node: DynamicChoice | DynamicWildcard, depth: number): readonly DynamicOption[];
}

/** A reader serves one prompt. Blank lines and those that begin with `#` are no options. */
export function createOptionsReader(options: DynamicOptions): OptionsReader {
  const { wildcards = () => undefined } = options;
  const read = new Map<string, readonly DynamicOption[]>();
  let expansions = 0;

  const linesOf = ({ name, position }: DynamicWildcard): readonly DynamicOption[] => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const lines = wildcards(name)?.map((line) => line.trim());
    const used = lines?.filter((line) => line !== '' && !line.startsWith('#')) ?? [];
    if (used.length === 0) throw unknownWildcard(name, lines !== undefined, position);
    const parsed = used.map((line) => parseLine(name, line, position, options));
    read.set(name, parsed);
    return parsed;
  };

  return {
    optionsOf(node, depth) {
      expansions++;
      if (expansions > MAX_EXPANSIONS || depth > MAX_DYNAMIC_DEPTH) throw tooDeep(node.position);
      const { least, all } =
        node.kind === 'wildcard'
          ? { least: 1, all: linesOf(node) }
          : { least: node.least, all: listed(node, linesOf) };
      const possible = all.filter(({ weight }) => weight > 0);
      if (possible.length >= least) return possible;
      throw new PromptError(
        'invalid-choice',
        `A choice asks for ${least} of its options, but only ${possible.length} can be taken.`,
        { position: node.position },
      );
    },
  };
}

/** A choice with nothing but a wildcard is one among its lines: `{2$$__色__}`. */
function listed(
  { options }: DynamicChoice,
  linesOf: (wildcard: DynamicWildcard) => readonly DynamicOption[],
): readonly DynamicOption[] {
  const [only, ...others] = options.length === 1 ? options[0]!.nodes : [];
  return only?.kind === 'wildcard' && others.length === 0 ? linesOf(only) : options;
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
