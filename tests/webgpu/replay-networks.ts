import type { LoadedDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import { textToImage } from '../../native-models/pipelines/text-to-image.ts';
import type { TextToImageRequest } from '../../native-models/pipelines/picture-request.ts';
import type { RgbImage } from '../../native-models/pictures/rgb-image.ts';

/** A picture with everything that its networks were asked, and what they answered. */
export interface RecordedRun {
  readonly picture: RgbImage;
  /** Asks the same of another model: pairs of what was answered here and there, by network. */
  readonly replays: readonly {
    readonly network: string;
    readonly expected: Float32Array;
    ask(model: LoadedDiffusionModel): Promise<Float32Array>;
  }[];
}

/** Makes a picture on a model and remembers all that its networks do; then what they do in other kinds of runs. */
export async function recordRun(
  model: LoadedDiffusionModel,
  request: TextToImageRequest,
): Promise<RecordedRun> {
  const replays: RecordedRun['replays'][number][] = [];
  async function record(
    network: string,
    ask: (asked: LoadedDiffusionModel) => Promise<Float32Array>,
  ): Promise<Float32Array> {
    const expected = await ask(model);
    replays.push({ network, expected, ask });
    return expected;
  }
  const { deepCache, prepareTimesteps, ...unet } = model.unet;
  const recording = {
    ...model,
    textEncoder: {
      ...model.textEncoder,
      encode: (...inputs: Parameters<typeof model.textEncoder.encode>) =>
        record('text encoder', (asked) => asked.textEncoder.encode(...inputs)),
    },
    unet: {
      ...unet,
      ...(prepareTimesteps && { prepareTimesteps }),
      predict: (...inputs: Parameters<typeof model.unet.predict>) =>
        record('UNet', (asked) => asked.unet.predict(...inputs)),
    },
    vaeDecoder: {
      ...model.vaeDecoder,
      decode: (...inputs: Parameters<typeof model.vaeDecoder.decode>) =>
        record('VAE decoder', (asked) => asked.vaeDecoder.decode(...inputs)),
    },
  };
  const firstStep: { inputs: Parameters<typeof model.unet.predict> | null } = { inputs: null };
  const predict = recording.unet.predict;
  recording.unet.predict = (...inputs) => {
    firstStep.inputs ??= inputs;
    return predict(...inputs);
  };
  const picture = await printPicture(recording, request);

  const size = { batch: 1, height: request.height / 8, width: request.width / 8 };
  const pixels = toPlanes(picture);
  await record('VAE encoder', async (asked) => (await asked.vaeEncoder.encode(pixels, size)).mean);
  const { inputs } = firstStep;
  if (inputs !== null && deepCache !== undefined) {
    const { deepFeatures } = await deepCache.predictDeeply(...inputs);
    await record('UNet, shallow step', async (asked) => {
      const cache = asked.unet.deepCache;
      if (cache === undefined) throw new Error('The model has no DeepCache.');
      return cache.predictShallowly(deepFeatures, ...inputs);
    });
  }
  return { picture, replays };
}

/** The only picture of a request. */
export async function printPicture(
  model: Parameters<typeof textToImage>[0],
  request: TextToImageRequest,
): Promise<RgbImage> {
  for await (const event of textToImage(model, request)) if (event.type === 'image') return event;
  throw new Error('No picture came.');
}

function toPlanes({ width, height, rgb }: RgbImage): Float32Array {
  const pixels = width * height;
  return Float32Array.from({ length: 3 * pixels }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / pixels), index % pixels];
    return (rgb[3 * pixel + channel] ?? 0) / 127.5 - 1;
  });
}
