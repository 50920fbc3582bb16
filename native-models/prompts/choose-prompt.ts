import { type DynamicNode, type DynamicOption, parseDynamicPrompt } from './dynamic-prompt.ts';
import { createSplitMix } from './split-mix.ts';
import { createOptionsReader, type DynamicOptions } from './wildcards.ts';

/**
 * Settles a dynamic prompt: of each `{a|b}` and `__name__` the options that the seed chooses, from left to right. Several
 * options of one choice are drawn one after the other without putting back, and stand as they were drawn.
 *
 * The same prompt, wildcards and seed give the same text, always. A prompt without such syntax comes back as it is, but
 * for the backslashes of `\{`, `\}`, `\|` and `\_`.
 *
 * @param seed −2⁶³ … 2⁶⁴ − 1, usually the picture's.
 * @throws PromptError `unbalanced-braces`, `invalid-choice`, `unknown-wildcard`, `recursion-too-deep`.
 */
export function choosePrompt(prompt: string, seed: bigint, options: DynamicOptions = {}): string {
  const random = createSplitMix(seed);
  const reader = createOptionsReader(options);

  const write = (nodes: readonly DynamicNode[], depth: number): string =>
    nodes.map((node) => (node.kind === 'text' ? node.text : choose(node, depth))).join('');
  const choose = (node: Exclude<DynamicNode, { kind: 'text' }>, depth: number): string => {
    const possible = [...reader.optionsOf(node, depth)];
    const { least, most, joiner } = node.kind === 'choice' ? node : single;
    const spread = Math.min(most, possible.length) - least;
    const count = spread > 0 ? least + Math.floor(random() * (spread + 1)) : least;
    const drawn = Array.from({ length: count }, () => draw(possible, random));
    return drawn.map(({ nodes }) => write(nodes, depth + 1)).join(joiner);
  };
  return write(parseDynamicPrompt(prompt, options), 0);
}

const single = { least: 1, most: 1, joiner: '' };

/** Takes one option out, each as likely as its share of the weights. */
function draw(options: DynamicOption[], random: () => number): DynamicOption {
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  const index = options.findIndex(({ weight }) => (left -= weight) < 0);
  // Rounding may leave a trace of the last weight.
  const [drawn] = options.splice(index < 0 ? options.length - 1 : index, 1);
  return drawn!;
}
