import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import { matrixShape } from './operators.ts';

/**
 * Rows of a token table in the type that the network computes in, `[batch, tokens, width]`.
 *
 * Further vectors are not joined to the table, which would copy 150 MB for a few of them: ids behind the table are
 * looked up in a small table of their own.
 *
 * @param table `[vocabulary, width]`, of any type that weights are stored in.
 * @param ids int32 `[batch, tokens]`, below the vocabulary plus the further vectors.
 * @param further vectors of the table's width, with the ids that follow its own.
 */
export function lookUpTokens(
  graph: GraphBuilder,
  table: GraphValue,
  ids: GraphValue,
  further: readonly Float32Array[],
): GraphValue {
  const [vocabulary, width] = matrixShape(table);
  const shape = [...ids.shape, width];
  const rowsOf = (rows: GraphValue, indices: GraphValue) =>
    graph.computed(graph.node('Gather', [rows, indices], shape));
  if (further.length === 0) return rowsOf(table, ids);

  const number = (value: number) => graph.cast(graph.integers([value]), 'int32');
  const own = rowsOf(table, graph.node('Min', [ids, number(vocabulary - 1)], ids.shape));
  const furtherIds = graph.node('Sub', [ids, number(vocabulary)], ids.shape);
  const furtherTable = graph.constant(
    further.flatMap((vector) => [...vector]),
    [further.length, width],
  );
  const others = rowsOf(furtherTable, graph.node('Max', [furtherIds, number(0)], ids.shape));
  const isOwn = graph.node('Less', [ids, number(vocabulary)], ids.shape);
  const perRow = graph.node('Unsqueeze', [isOwn, graph.integers([-1])], [...ids.shape, 1]);
  return {
    ...graph.node('Where', [{ ...perRow, type: 'bool' }, own, others], shape),
    type: own.type,
  };
}
