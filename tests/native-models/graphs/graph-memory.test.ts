import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GraphBuilder, type GraphValue } from '../../../native-models/graphs/graph-builder.ts';

/** Bytes of one value of the tests' graphs: 100 floats. */
const size = 400;

function measure(build: (graph: GraphBuilder, input: GraphValue) => GraphValue) {
  const graph = new GraphBuilder('test', new Map());
  const input = graph.input('input', 'float32', [100]);
  graph.output('output', build(graph, input));
  return graph.finish().memory;
}

const relu = (graph: GraphBuilder, value: GraphValue) => graph.node('Relu', [value], [100]);

test('a chain needs two results at once, however long it is', () => {
  const chain = (length: number) =>
    measure((graph, input) => {
      let value = input;
      for (let link = 0; link < length; link++) value = relu(graph, value);
      return value;
    });
  assert.equal(chain(1).activationBytes, 2 * size);
  assert.equal(chain(9).activationBytes, 2 * size);
});

test('what is needed later lives until then', () => {
  const { activationBytes } = measure((graph, input) => {
    const kept = relu(graph, input);
    const other = relu(graph, relu(graph, kept));
    return graph.node('Concat', [kept, other], [200], { attributes: { axis: { int: 0 } } });
  });
  assert.equal(activationBytes, 4 * size, 'both and their joined copy');
});

test('an element-wise operator writes over what nobody else needs; a new shape costs nothing', () => {
  const { activationBytes } = measure((graph, input) => {
    const sum = graph.node('Add', [relu(graph, input), graph.constant([1], [1])], [100]);
    const shaped = graph.node('Reshape', [sum, graph.integers([10, 10])], [10, 10]);
    return graph.node('Mul', [shaped, graph.constant([2], [1])], [10, 10]);
  });
  assert.equal(activationBytes, 2 * size, 'the input and its one successor');
});

test('what is made of constants alone is kept, and is no result of a run', () => {
  const { activationBytes, foldedBytes } = measure((graph, input) =>
    graph.node('Mul', [relu(graph, input), graph.ones(100)], [100]),
  );
  assert.deepEqual([activationBytes, foldedBytes], [2 * size, size]);
});

test('weights that are only widened are told from what is computed of weights', () => {
  const place = { file: '/weights', offset: 0, byteLength: size / 2 };
  const entry = (name: string) => [name, { name, dtype: 'F16', shape: [100], ...place }] as const;
  const build = (make: (graph: GraphBuilder) => GraphValue) => {
    const graph = new GraphBuilder('test', new Map([entry('first'), entry('second')]));
    const input = graph.input('input', 'float32', [100]);
    graph.output('output', graph.node('Mul', [input, make(graph)], [100]));
    return graph.finish().memory;
  };
  const weight = (graph: GraphBuilder, name = 'first') => graph.weight(name, [100]);
  const widened = build((graph) => weight(graph));
  assert.deepEqual(
    [widened.widenedBytes, widened.widenedAtOnceBytes, widened.foldsLittle],
    [size, size, true],
  );
  const added = build((graph) =>
    graph.node('Add', [weight(graph), weight(graph, 'second')], [100]),
  );
  assert.deepEqual(
    [added.widenedBytes, added.widenedAtOnceBytes, added.foldsLittle],
    [2 * size, 2 * size, false],
  );
});
