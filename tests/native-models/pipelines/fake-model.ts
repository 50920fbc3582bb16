import type {
  LatentDistribution,
  LatentShape,
} from '../../../native-models/models/diffusion-model.ts';
import type { ImageToImageModel } from '../../../native-models/pipelines/picture-request.ts';

/** One UNet call as the fake saw it. */
export interface UnetCall {
  readonly sample: Float32Array;
  readonly timestep: number;
  readonly promptEmbeds: Float32Array;
  readonly shape: LatentShape;
}

export interface FakeModel extends ImageToImageModel {
  /** Texts that reached the text encoder, in order. */
  readonly encoded: string[];
  readonly unetCalls: UnetCall[];
}

const idsPerPrompt = 77;

/**
 * A model of plain arithmetic: an embedding is its text's characters, the predicted noise a share of the sample plus the
 * row's first embedding value, a picture four latent channels mixed into three colours and enlarged eight times.
 */
export function createFakeModel(overrides: Partial<ImageToImageModel> = {}): FakeModel {
  const encoded: string[] = [];
  const unetCalls: UnetCall[] = [];
  return {
    encoded,
    unetCalls,
    tokenizer: {
      maxLength: idsPerPrompt,
      usable: 76,
      commaIds: new Set([','.codePointAt(0)!]),
      cut: (parts) =>
        parts.map(({ text, starts, ends }) =>
          Array.from(text, (piece, k) => ({
            piece,
            id: piece.codePointAt(0)!,
            unknown: false,
            start: starts[k]!,
            end: ends[k]!,
          })),
        ),
      frame: (ids) => Array.from({ length: idsPerPrompt }, (_, k) => ids[k] ?? 0),
      encode: (text) => ({
        ids: Array.from({ length: idsPerPrompt }, (_, k) => text.codePointAt(k) ?? 0),
        pieces: [],
        truncatedAt: null,
        usable: 76,
      }),
    },
    textEncoder: {
      hiddenSize: 1,
      encode: (rows) => {
        for (const row of rows) {
          encoded.push(String.fromCodePoint(...row.filter((id) => id > 0)));
        }
        return Promise.resolve(Float32Array.from(rows.flat(), (id) => id / 1000));
      },
    },
    unet: {
      inChannels: 4,
      crossAttentionDim: 1,
      predict: (sample, timestep, promptEmbeds, shape) => {
        unetCalls.push({ sample, timestep, promptEmbeds, shape });
        const rowLength = sample.length / shape.batch;
        const latents = 4 * shape.height * shape.width;
        const embedLength = promptEmbeds.length / shape.batch;
        const noise = Float32Array.from({ length: shape.batch * latents }, (_, k) => {
          const row = Math.floor(k / latents);
          return 0.9 * sample[row * rowLength + (k % latents)]! + promptEmbeds[row * embedLength]!;
        });
        return Promise.resolve(noise);
      },
    },
    vaeDecoder: {
      scalingFactor: 0.5,
      decode: (latents, shape) => Promise.resolve(enlarge(latents, shape)),
    },
    vaeEncoder: {
      scalingFactor: 0.5,
      encode: (image, shape) => Promise.resolve(shrink(image, shape)),
    },
    schedulerConfig: {
      _class_name: 'PNDMScheduler',
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
      skip_prk_steps: true,
    },
    ...overrides,
  };
}

/** How much of each latent channel goes into red, green and blue. */
const mixture = [
  [0.3, 0.1, 0, -0.1],
  [0, 0.2, -0.2, 0.1],
  [-0.1, 0, 0.1, 0.2],
] as const;

function enlarge(latents: Float32Array, { batch, height, width }: LatentShape): Float32Array {
  const [latentPixels, pixels] = [height * width, 64 * height * width];
  const image = new Float32Array(batch * 3 * pixels);
  image.forEach((_, k) => {
    const [plane, y, x] = [
      Math.floor(k / pixels),
      Math.floor(k / (8 * width)) % (8 * height),
      k % (8 * width),
    ];
    const start = Math.floor(plane / 3) * 4 * latentPixels;
    const at = Math.floor(y / 8) * width + Math.floor(x / 8);
    mixture[plane % 3]!.forEach((weight, channel) => {
      image[k]! += weight * latents[start + channel * latentPixels + at]!;
    });
  });
  return image;
}

/** Means of 8 × 8 pixels: red, green, blue, and grey; their deviation is e⁻² everywhere. */
function shrink(image: Float32Array, { batch, height, width }: LatentShape): LatentDistribution {
  const [latentPixels, pixels] = [height * width, 64 * height * width];
  const mean = new Float32Array(batch * 4 * latentPixels);
  image.forEach((value, k) => {
    const [plane, y, x] = [
      Math.floor(k / pixels),
      Math.floor(k / (8 * width)) % (8 * height),
      k % (8 * width),
    ];
    const start = Math.floor(plane / 3) * 4 * latentPixels + Math.floor(y / 8) * width;
    const at = start + Math.floor(x / 8);
    mean[at + (plane % 3) * latentPixels]! += value / 64;
    mean[at + 3 * latentPixels]! += value / 192;
  });
  return { mean, logVariance: new Float32Array(mean.length).fill(-4) };
}
