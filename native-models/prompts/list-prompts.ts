import { type DynamicNode, parseDynamicPrompt } from './dynamic-prompt.ts';
import { PromptError } from './prompt-error.ts';
import { createOptionsReader, type DynamicOptions, type OptionsReader } from './wildcards.ts';

/**
 * All prompts that a dynamic prompt stands for, the rightmost choice changing fastest. Several options of one choice keep
 * the order in which they are written; weights only matter where they are 0.
 *
 * @param limit how many there may be, 1 or more.
 * @throws PromptError `too-many-combinations`, before any is written; `unbalanced-braces`, `invalid-choice`,
 *   `unknown-wildcard`, `recursion-too-deep`.
 */
export function listPrompts(
  prompt: string,
  { limit, ...options }: DynamicOptions & { readonly limit: number },
): string[] {
  const nodes = parseDynamicPrompt(prompt, options);
  const count = countPrompts(nodes, createOptionsReader(options), 0);
  if (count > limit) {
    throw new PromptError(
      'too-many-combinations',
      `The prompt stands for ${count < 1e15 ? count : 'countless'} prompts; at most ${limit} were allowed.`,
    );
  }
  return writePrompts(nodes, createOptionsReader(options), 0);
}

function countPrompts(nodes: readonly DynamicNode[], reader: OptionsReader, depth: number): number {
  let product = 1;
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    const counts = reader
      .optionsOf(node, depth)
      .map((option) => countPrompts(option.nodes, reader, depth + 1));
    const sizes = sizesOf(node, counts.length);
    const subsets = countSubsets(counts, sizes.at(-1)!);
    product *= sizes.reduce((sum, size) => sum + subsets[size]!, 0);
  }
  return product;
}

/** How many prompts each number of options gives, 0 … `most`: elementary symmetric polynomials of their counts. */
function countSubsets(counts: readonly number[], most: number): number[] {
  const bySize = [1, ...Array<number>(most).fill(0)];
  for (const count of counts) {
    for (let size = most; size > 0; size--) bySize[size]! += bySize[size - 1]! * count;
  }
  return bySize;
}

/** How many of its options a node takes: every number that it allows. */
function sizesOf(node: Exclude<DynamicNode, { kind: 'text' }>, options: number): number[] {
  if (node.kind === 'wildcard') return [1];
  const most = Math.min(node.most, options);
  return Array.from({ length: most - node.least + 1 }, (_, k) => node.least + k);
}

function writePrompts(
  nodes: readonly DynamicNode[],
  reader: OptionsReader,
  depth: number,
): string[] {
  let heads = [''];
  for (const node of nodes) {
    const tails = node.kind === 'text' ? [node.text] : writeNode(node, reader, depth);
    heads = heads.flatMap((head) => tails.map((tail) => head + tail));
  }
  return heads;
}

function writeNode(
  node: Exclude<DynamicNode, { kind: 'text' }>,
  reader: OptionsReader,
  depth: number,
): string[] {
  const options = reader
    .optionsOf(node, depth)
    .map((option) => writePrompts(option.nodes, reader, depth + 1));
  const joiner = node.kind === 'choice' ? node.joiner : '';
  return sizesOf(node, options.length).flatMap((size) =>
    listSubsets(options, size).map((texts) => texts.join(joiner)),
  );
}

/** Every way to take the texts of `size` options, in their order. */
function listSubsets(options: readonly (readonly string[])[], size: number): string[][] {
  if (size === 0) return [[]];
  return options.slice(0, options.length - size + 1).flatMap((texts, k) => {
    const others = listSubsets(options.slice(k + 1), size - 1);
    return texts.flatMap((text) => others.map((rest) => [text, ...rest]));
  });
}
