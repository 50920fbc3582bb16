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

const halfPrecision = ['first', 'second'].map((name) => {
  const place = { file: '/weights', offset: 0, byteLength: size / 2 };
  return [name, { name, dtype: 'F16', shape: [10, 10], ...place }] as const;
});

function measureWithWeights(build: (graph: GraphBuilder, input: GraphValue) => GraphValue) {
  const graph = new GraphBuilder('test', new Map(halfPrecision));
  const input = graph.input('input', 'float32', [10, 10]);
  graph.output('output', build(graph, input));
  return graph.finish().memory;
}

const weight = (graph: GraphBuilder, name: string) => graph.weight(name, [10, 10]);

test('weights that are widened take room one after the other where nothing is folded', () => {
  const memory = measureWithWeights((graph, input) => {
    const once = graph.node('MatMul', [input, weight(graph, 'first')], [10, 10]);
    return graph.node('MatMul', [once, weight(graph, 'second')], [10, 10]);
  });
  assert.equal(memory.activationBytes, 2 * size);
  assert.equal(memory.foldedBytes, 2 * size);
  assert.equal(memory.widenedBytes, 2 * size);
  assert.equal(memory.unfoldedBytes, size);
  assert.equal(memory.foldedOperations, 0);
});

test('what is computed of weights is counted, as every run has it where nothing is folded', () => {
  const memory = measureWithWeights((graph, input) => {
    const factors = [weight(graph, 'first'), weight(graph, 'second')];
    const product = graph.node('MatMul', factors, [10, 10]);
    const added = graph.node('Add', [product, factors[0]!], [10, 10]);
    return graph.node('MatMul', [input, added], [10, 10]);
  });
  assert.equal(memory.foldedOperations, 2 * 10 * 100 + 100);
  assert.equal(memory.foldedBytes, 4 * size);
  assert.equal(memory.widenedBytes, 2 * size);
  // Both factors and their product; the sum lies over one of them.
  assert.equal(memory.unfoldedBytes, 3 * size);
});

test('a weight of which every run makes something keeps its place, and its other shape has none', () => {
  const { activationBytes, foldedBytes } = measureWithWeights((graph, input) => {
    const other = graph.openConstant(graph.integers([100, 1]));
    const column = graph.node('Reshape', [weight(graph, 'first'), other], [100, 1]);
    const made = graph.node('Relu', [column], [100, 1]);
    return graph.node('Mul', [input, graph.node('Reshape', [made, other], [10, 10])], [10, 10]);
  });
  // The widened weight is folded. A run has the input and what it makes of the weight; the product lies over one of them.
  assert.deepEqual([activationBytes, foldedBytes], [2 * size, size]);
});
