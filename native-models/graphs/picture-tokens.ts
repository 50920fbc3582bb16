import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { GraphError } from './graph-error.ts';
import { add, pictureShape, pictureToTokens, reshape } from './operators.ts';

/**
 * A picture as a vision transformer reads it: a token of its own, then one per patch, row by row, each with its place.
 *
 * @param patches `[batch, width, rows, columns]`, the patches' convolution.
 * @param classToken `width` values.
 * @param positions `(1 + rows · columns) · width` values.
 * @returns `[batch · (1 + rows · columns), width]`.
 */
export function pictureTokens(
  graph: GraphBuilder,
  patches: GraphValue,
  classToken: GraphValue,
  positions: GraphValue,
): GraphValue {
  const [batch, width, rows, columns] = pictureShape(patches);
  const tokens = 1 + rows * columns;
  const patchTokens = reshape(graph, pictureToTokens(graph, patches), [batch, tokens - 1, width]);
  const first = reshape(graph, classToken, [1, 1, width]);
  const firsts = graph.node(
    'Expand',
    [first, graph.integers([batch, 1, width])],
    [batch, 1, width],
  );
  const attributes = { axis: { int: 1 } };
  const joined = graph.node('Concat', [firsts, patchTokens], [batch, tokens, width], {
    attributes,
  });
  const placed = add(graph, joined, reshape(graph, positions, [1, tokens, width]));
  return reshape(graph, placed, [batch * tokens, width]);
}

/** Patches per side. @throws GraphError `unsupported-config` where the picture does not divide into patches. */
export function patchesPerSide(imageSize: number, patchSize: number): number {
  if (imageSize % patchSize === 0) return imageSize / patchSize;
  throw new GraphError(
    'unsupported-config',
    `The network cannot be built: pictures of ${imageSize} pixels do not divide into patches of ${patchSize}. ` +
      `The model is unchanged; its config.json is wrong or belongs to another architecture.`,
  );
}
