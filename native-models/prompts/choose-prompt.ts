import { type DynamicNode, type DynamicOption, parseDynamicPrompt } from './dynamic-prompt.ts';
import { PromptError } from './prompt-error.ts';
import { createSplitMix } from './split-mix.ts';
import { createOptionsReader, type DynamicOptions, type OptionList } from './wildcards.ts';

/** Longest text that choices may lead to, in UTF-16 units; wildcards have lines of any length. */
const MAX_LENGTH = 20_000;

/**
 * Settles a dynamic prompt: of each `{a|b}` and `__name__` the options that the seed chooses, from left to right. Several
 * options of one choice are drawn one after the other without putting back, and stand as they were drawn.
 *
 * The same prompt, wildcards and seed give the same text, always. A prompt without such syntax comes back as it is, but
 * for the backslashes of `\{`, `\}`, `\|` and `\_`.
 *
 * @param seed −2⁶³ … 2⁶⁴ − 1, usually the picture's.
 * @throws PromptError `unbalanced-braces`, `invalid-choice`, `unknown-wildcard`, `recursion-too-deep`, `text-too-long`.
 */
export function choosePrompt(prompt: string, seed: bigint, options: DynamicOptions = {}): string {
  const random = createSplitMix(seed);
  const reader = createOptionsReader(options);
  const parts: string[] = [];
  let length = 0;

  const append = (text: string) => {
    length += text.length;
    if (length > MAX_LENGTH) throw tooLong();
    parts.push(text);
  };
  const write = (nodes: readonly DynamicNode[], depth: number): void => {
    for (const node of nodes) {
      if (node.kind === 'text') append(node.text);
      else choose(node, depth);
    }
  };
  const choose = (node: Exclude<DynamicNode, { kind: 'text' }>, depth: number): void => {
    const list = reader.optionsOf(node, depth);
    const { least, most, joiner } = node.kind === 'choice' ? node : single;
    const spread = Math.min(most, list.options.length) - least;
    const count = spread > 0 ? least + Math.floor(random() * (spread + 1)) : least;
    const draw = drawFrom(list, random);
    const drawn = Array.from({ length: count }, () => {
      reader.spend(node);
      return draw();
    });
    for (const [k, { nodes }] of drawn.entries()) {
      if (k > 0) append(joiner);
      write(nodes, depth + 1);
    }
  };
  write(parseDynamicPrompt(prompt, options), 0);
  return parts.join('');
}

const single = { least: 1, most: 1, joiner: '' };

/** Makes what takes one option out, each as likely as its share of the weights. */
function drawFrom({ options, isEven }: OptionList, random: () => number): () => DynamicOption {
  // A wildcard may have a million lines, which no draw needs to look at where all weigh the same.
  return isEven ? drawEvenly(options, random) : drawByWeight([...options], random);
}

function drawEvenly(options: readonly DynamicOption[], random: () => number): () => DynamicOption {
  /** Indices of what is out, ascending. */
  const taken: number[] = [];
  return () => {
    let index = Math.floor(random() * (options.length - taken.length));
    let before = 0;
    while (before < taken.length && taken[before]! <= index) {
      index++;
      before++;
    }
    taken.splice(before, 0, index);
    return options[index]!;
  };
}

/** @param left is emptied. */
function drawByWeight(left: DynamicOption[], random: () => number): () => DynamicOption {
  return () => {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    let rest = random() * total;
    const index = left.findIndex(({ weight }) => (rest -= weight) < 0);
    // Rounding may leave a trace of the last weight.
    const [drawn] = left.splice(index < 0 ? left.length - 1 : index, 1);
    return drawn!;
  };
}

function tooLong(): PromptError {
  return new PromptError(
    'text-too-long',
    `The choices and wildcards of the prompt lead to a text of more than ${MAX_LENGTH} characters.`,
  );
}
