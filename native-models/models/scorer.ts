import { readScorer, type ScorerConfig } from '../checkpoints/read-scorer.ts';
import { buildImageFeaturesGraph, buildTextFeaturesGraph } from '../graphs/scorer.ts';
import { clipPixels } from '../pictures/clip-pixels.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import { type InferenceSession, Tensor } from './onnx-runtime.ts';
import { loadScorerTokenizer, type ScorerText } from './scorer-text.ts';
import { createSessionCache } from './session-cache.ts';
import { runSession, type SessionOptions } from './sessions.ts';

/** Says how well texts fit pictures. All calls throw ModelError, and GraphError where weights do not fit. */
export interface Scorer {
  readonly kind: ScorerConfig['kind'];
  /** Length of a feature vector. */
  readonly featureSize: number;
  /** One vector of length 1 per picture. Pictures may have any size; their middle square is seen. */
  imageFeatures(images: readonly RgbImage[]): Promise<Float32Array[]>;
  /** One vector of length 1 per text. Texts longer than the network's places are cut. */
  textFeatures(texts: readonly string[]): Promise<Float32Array[]>;
  /** Cosines, −1…1: a row per picture, a column per text. */
  scoreImages(images: readonly RgbImage[], texts: readonly string[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/**
 * Opens a scorer: OpenAI's CLIP, or a Japanese CLIP or CLOOB of rinna's architecture in any size (see readScorer). Equal to
 * `get_image_features` and `get_text_features` there, divided by their length. Sessions open with their first use.
 *
 * @throws CheckpointError, TokenizerError, and ModelError `invalid-input` where the tokenizer belongs to another model.
 */
export async function openScorer(folder: string, options: SessionOptions = {}): Promise<Scorer> {
  const { config, tensors, tokenizer } = await readScorer(folder);
  const encodeText = await loadScorerTokenizer(tokenizer, config.text);
  const { imageSize: size } = config.vision;
  const pixelOptions =
    config.vision.kind === 'clip'
      ? ({ size, filter: 'bicubic', crop: 'floor' } as const)
      : ({ size, filter: 'bilinear', crop: 'even' } as const);
  const imageSessions = createSessionCache(
    'image scorer',
    ({ batch }: { batch: number }) => buildImageFeaturesGraph(config, tensors, batch),
    options,
  );
  const textSessions = createSessionCache(
    'text scorer',
    (shape: { batch: number; tokens: number }) => buildTextFeaturesGraph(config, tensors, shape),
    options,
  );
  const imageFeature = async (image: RgbImage) => {
    const feeds = {
      pixel_values: floatTensor('The picture', clipPixels([image], pixelOptions), [
        1,
        3,
        size,
        size,
      ]),
    };
    return imageSessions.use({ batch: 1 }, (session) => features('image scorer', session, feeds));
  };
  const textFeature = async (text: string) => {
    const encoded = encodeText(text);
    const feeds = textFeeds(config.text, encoded);
    const shape = { batch: 1, tokens: encoded.ids.length };
    return textSessions.use(shape, (session) => features('text scorer', session, feeds));
  };

  const scorer: Scorer = {
    kind: config.kind,
    featureSize: config.projectionDim,
    imageFeatures: (images) => oneByOne(images, imageFeature),
    textFeatures: (texts) => oneByOne(texts, textFeature),
    async scoreImages(images, texts) {
      const columns = await scorer.textFeatures(texts);
      const rows = await scorer.imageFeatures(images);
      return rows.map((row) => Float32Array.from(columns, (column) => dotProduct(row, column)));
    },
    async dispose() {
      await Promise.all([imageSessions.dispose(), textSessions.dispose()]);
    },
  };
  return scorer;
}

async function features(
  network: string,
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Float32Array> {
  const vector = await runSession(network, session, feeds, 'features');
  if (vector.every(Number.isFinite)) return vector;
  throw new ModelError(
    'run-failed',
    `The ${network} gave values that are no numbers. The model may be damaged; import it again.`,
  );
}

function textFeeds(
  text: ScorerConfig['text'],
  { ids, length }: ScorerText,
): Readonly<Record<string, Tensor>> {
  const input_ids = new Tensor('int32', Int32Array.from(ids), [1, ids.length]);
  if (text.kind === 'clip') {
    const row = endOfText(ids, text.eosTokenId);
    return { input_ids, pooled_rows: new Tensor('int32', Int32Array.of(row), [1]) };
  }
  const mask = Float32Array.from(ids, (_, place) => (place < length ? 1 : 0));
  return { input_ids, attention_mask: floatTensor('The mask', mask, [1, ids.length]) };
}

/** Place of the token that stands for the whole text, as transformers' `CLIPTextTransformer` finds it. */
function endOfText(ids: readonly number[], eosTokenId: number): number {
  const end = eosTokenId === 2 ? Math.max(...ids) : eosTokenId;
  return Math.max(ids.indexOf(end), 0);
}

async function oneByOne<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<Float32Array>,
): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** The cosine, where both vectors have length 1. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
