import type { GraphBuilder, GraphValue } from './graph-builder.ts';
import type { Int8Layer, Product, ValueRange } from './int8-layers.ts';
import { transpose } from './operators.ts';

/*
 * W8A8: 8-bit weights times 8-bit activations, summed in 32 bits. Weights are rounded by nodes that read the user's file, so
 * ONNX Runtime does it once while it loads the graph, after LoRAs were added; no second file is written.
 */

/** A layer's result in float32. */
export function computeInInt8(graph: GraphBuilder, product: Product, layer: Int8Layer): GraphValue {
  return layer.kind === 'convolution' ? convolve(graph, product, layer) : multiply(graph, product);
}

/** QuantizeLinear, QLinearConv, DequantizeLinear: `ConvInteger`, which needs no ranges, is six times slower than floats. */
function convolve(
  graph: GraphBuilder,
  { path, input, weight, bias, shape, attributes }: Product,
  ranges: Extract<Int8Layer, { kind: 'convolution' }>,
): GraphValue {
  const from = affine(graph, ranges.input);
  const to = affine(graph, ranges.output);
  const { values, scales, zeros } = roundWeight(graph, weight);
  const rounded = graph.once(
    `8 bits of ${input.name} from ${from.scale.name} ${from.zero.name}`,
    () =>
      graph.node('QuantizeLinear', [input, from.scale, from.zero], input.shape, {
        types: ['uint8'],
      }),
  );
  const inputs = [rounded, from.scale, from.zero, values, scales, zeros, to.scale, to.zero];
  if (bias) {
    const unit = graph.node('Mul', [scales, from.scale], scales.shape);
    const units = graph.node('Div', [bias, unit], bias.shape);
    inputs.push(graph.cast(graph.node('Round', [units], bias.shape), 'int32'));
  }
  const result = graph.node('QLinearConv', inputs, shape, { name: `${path} int8`, attributes });
  return graph.node('DequantizeLinear', [result, to.scale, to.zero], shape, { types: ['float32'] });
}

function multiply(graph: GraphBuilder, { path, input, weight, bias, shape }: Product): GraphValue {
  const [rounded, scale, zero] = graph.once(`8 bits of ${input.name}`, () =>
    graph.nodeWithResults('DynamicQuantizeLinear', [input], [input.shape, [], []], {
      types: ['uint8', 'float32', 'uint8'],
    }),
  );
  const { values, scales } = roundWeight(graph, weight);
  const columns = transpose(graph, values, [1, 0]);
  const inputs = [rounded, columns, scale, scales, zero, null, bias];
  return graph.node('MatMulIntegerToFloat', bias ? inputs : inputs.slice(0, 5), shape, {
    name: `${path} int8`,
    domain: 'com.microsoft',
    types: ['float32'],
  });
}

/** Each output's weights as −127 … 127 times a scale. */
function roundWeight(
  graph: GraphBuilder,
  weight: GraphValue,
): { readonly values: GraphValue; readonly scales: GraphValue; readonly zeros: GraphValue } {
  return graph.once(`8 bits of the weight ${weight.name}`, () => {
    const [outputs = 0, ...rest] = weight.shape;
    const zeros = graph.signedZeros(outputs);
    const sizes = graph.node('Abs', [weight], weight.shape);
    const axes = graph.integers(rest.map((_, index) => index + 1));
    const largest = graph.node('ReduceMax', [sizes, axes], [outputs], {
      attributes: { keepdims: { int: 0 } },
    });
    // Rows of zeros have a scale too.
    const atLeast = graph.node('Max', [largest, graph.constant([1e-20], [])], [outputs]);
    const scales = graph.node('Mul', [atLeast, graph.constant([1 / 127], [])], [outputs]);
    const values = graph.node('QuantizeLinear', [weight, scales, zeros], weight.shape, {
      attributes: { axis: { int: 0 } },
      types: ['int8'],
    });
    return { values, scales, zeros };
  });
}

/** Scale and zero point that spread 0 … 255 over a range; zero, of which pictures' margins are made, is exact. */
function affine(
  graph: GraphBuilder,
  range: ValueRange,
): { readonly scale: GraphValue; readonly zero: GraphValue } {
  const min = Math.min(0, range.min);
  const max = Math.max(0, range.max);
  const scale = Math.fround((max - min) / 255) || 1;
  return {
    scale: graph.constant([scale], []),
    zero: graph.byte(Math.round(-min / scale)),
  };
}
