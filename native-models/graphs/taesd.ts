import type { TaesdConfig } from '../checkpoints/read-taesd.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import type { BuiltGraph } from './built-graph.ts';
import { GraphBuilder, type GraphValue } from './graph-builder.ts';
import type { GraphOptions } from './graph-profile.ts';
import { convolution } from './layers.ts';
import { add, number, relu, scaleAndShift } from './operators.ts';
import { doubleSize } from './sampling.ts';
import type { VaeShape } from './vae-decoder.ts';

/**
 * The encoder of madebyollin's TAESD as diffusers' `AutoencoderTiny` has it.
 *
 * Input `image` float32 `[batch, inChannels, height, width]`, −1…1; output `latents` float32
 * `[batch, latentChannels, height / 8, width / 8]`, already on the scale that the UNet works at: what the large VAE's
 * latents are after they have been multiplied by 0.18215.
 *
 * @param shape in image pixels.
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildTaesdEncoderGraph(
  { inChannels, latentChannels, channels, numEncoderBlocks }: TaesdConfig,
  weights: TensorIndex,
  { batch, height, width }: VaeShape,
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('TAESD encoder', weights, options);
  const image = graph.floatInput('image', [batch, inChannels, height, width]);
  const layers = layerPaths('encoder');

  let hidden = scaleAndShift(graph, image, 0.5, 0.5);
  numEncoderBlocks.forEach((blocks, level) => {
    hidden =
      level === 0
        ? convolution(graph, layers.next(), hidden, { outChannels: channels, kernel: 3 })
        : halveSize(graph, layers.next(), hidden, channels);
    for (let block = 0; block < blocks; block++)
      hidden = residualBlock(graph, layers.next(), hidden, channels);
  });
  const latents = convolution(graph, layers.next(), hidden, {
    outChannels: latentChannels,
    kernel: 3,
  });
  graph.output('latents', latents);
  return graph.finish();
}

/**
 * The decoder of madebyollin's TAESD as diffusers' `AutoencoderTiny` has it.
 *
 * Input `latents` float32 `[batch, latentChannels, height, width]` as the UNet works with them, not divided by 0.18215;
 * output `image` float32 `[batch, outChannels, 8·height, 8·width]`, about −1…1, not clamped.
 *
 * @param shape in latent pixels.
 * @throws GraphError where weights do not fit the configuration.
 */
export function buildTaesdDecoderGraph(
  { outChannels, latentChannels, channels, numDecoderBlocks }: TaesdConfig,
  weights: TensorIndex,
  { batch, height, width }: VaeShape,
  options: GraphOptions = {},
): BuiltGraph {
  const graph = new GraphBuilder('TAESD decoder', weights, options);
  const latents = graph.floatInput('latents', [batch, latentChannels, height, width]);
  const layers = layerPaths('decoder');
  const lastLevel = numDecoderBlocks.length - 1;

  const wide = { outChannels: channels, kernel: 3 };
  let hidden = convolution(graph, layers.next(), softClamp(graph, latents), wide);
  hidden = relu(graph, hidden);
  layers.skip();
  numDecoderBlocks.forEach((blocks, level) => {
    for (let block = 0; block < blocks; block++)
      hidden = residualBlock(graph, layers.next(), hidden, channels);
    if (level === lastLevel) return;
    hidden = doubleSize(graph, hidden);
    layers.skip();
    hidden = convolution(graph, layers.next(), hidden, { ...wide, bias: false });
  });
  const picture = convolution(graph, layers.next(), hidden, { outChannels, kernel: 3 });
  graph.output('image', scaleAndShift(graph, picture, 2, -1));
  return graph.finish();
}

/** `Block` of taesd.py: three convolutions beside the input, then ReLU. */
function residualBlock(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  outChannels: number,
): GraphValue {
  const layer = (name: string, input: GraphValue) =>
    convolution(graph, `${path}.conv.${name}`, input, { outChannels, kernel: 3 });
  const first = relu(graph, layer('0', x));
  const second = relu(graph, layer('2', first));
  return relu(graph, add(graph, layer('4', second), x));
}

function halveSize(
  graph: GraphBuilder,
  path: string,
  x: GraphValue,
  outChannels: number,
): GraphValue {
  const padding = [1, 1, 1, 1] as const;
  return convolution(graph, path, x, { outChannels, kernel: 3, stride: 2, padding, bias: false });
}

/** `Clamp` of taesd.py, `3 · tanh(x / 3)`: latents within −3…3, nearly as they are about 0. */
function softClamp(graph: GraphBuilder, x: GraphValue): GraphValue {
  const limit = number(graph, x, 3);
  const third = graph.node('Div', [x, limit], x.shape);
  return graph.node('Mul', [graph.node('Tanh', [third], x.shape), limit], x.shape);
}

/** Counts the layers of a torch `Sequential`; layers without weights count too. */
function layerPaths(part: 'encoder' | 'decoder') {
  let count = 0;
  return {
    next: () => `${part}.layers.${count++}`,
    skip: () => {
      count++;
    },
  };
}
