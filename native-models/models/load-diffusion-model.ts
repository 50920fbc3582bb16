import type { DiffusersModel, JsonObject } from '../checkpoints/diffusers-model.ts';
import { requireInPlace } from '../checkpoints/read-checkpoint.ts';
import { isTaesd } from '../checkpoints/read-taesd.ts';
import { replaceVae } from '../checkpoints/replace-vae.ts';
import { loadPromptTokenizer } from '../tokenizers/load-prompt-tokenizer.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { LatentShape, TextEncoder, Unet, VaeDecoder, VaeEncoder } from './diffusion-model.ts';
import {
  addLoras,
  type EmbeddingOption,
  type LoraOption,
  readEmbeddings,
} from './model-additions.ts';
import { promptTokenizerSource } from './prompt-tokenizer-source.ts';
import { createSessionTurns } from './session-turns.ts';
import { openTaesd } from './taesd.ts';
import { openTextEncoder } from './text-encoder.ts';
import { openUnet, type UnetOptions } from './unet.ts';
import { openVaeDecoder } from './vae-decoder.ts';
import { openVaeEncoder } from './vae-encoder.ts';

/** What is added to a model, and how it runs. */
export interface LoadOptions extends UnetOptions {
  /** Added up in this order. */
  readonly loras?: readonly LoraOption[];
  readonly embeddings?: readonly EmbeddingOption[];
  /**
   * In the place of the model's own VAE: the file or folder of another one, or of TAESD, which is fast and softer. TAESD
   * encodes too where its encoder is there; otherwise the model's own VAE does.
   */
  readonly vae?: string;
  /** For little memory: one network's sessions at a time, weights mapped. `prepare` opens none ahead then. */
  readonly oneNetworkAtATime?: boolean;
}

/** A model that is ready to be asked. It holds memory until it is disposed of. */
export interface LoadedDiffusionModel {
  readonly tokenizer: PromptTokenizer;
  readonly textEncoder: TextEncoder;
  readonly unet: Unet;
  readonly vaeDecoder: VaeDecoder;
  readonly vaeEncoder: VaeEncoder;
  /** TAESD's decoder, where it takes the VAE's place: it then draws previews as well. */
  readonly previewDecoder: VaeDecoder | null;
  /** Words of textual inversions, each with the token ids that take its place in a prompt. */
  readonly embeddingIds: ReadonlyMap<string, readonly number[]>;
  /** scheduler_config.json as it is, `_class_name` included. */
  readonly schedulerConfig: JsonObject;
  /**
   * Opens the sessions that a text-to-image run of this size uses, so that its first step does not wait for them.
   *
   * @param images latent size of the pictures and how many the UNet works on at once.
   * @param guidance whether the run is guided: the UNet then sees every picture twice, without and with the prompt, unless
   *   guidance is an input of its own.
   */
  prepare(images: LatentShape, guidance: boolean): Promise<void>;
  /** Frees all sessions, after runs in progress. Calling it again does nothing. */
  dispose(): Promise<void>;
}

/**
 * Joins a model's tokenizer, networks and scheduler configuration. Weights stay in the user's files, also those of LoRAs;
 * sessions open with their first use or with `prepare`.
 *
 * @throws TokenizerError where the tokenizer's files cannot be used; CheckpointError where what is added cannot, and
 *   `needs-rewrite` where weights do not lie row by row (see `tensorsToRewrite`).
 */
export async function loadDiffusionModel(
  given: DiffusersModel,
  requested: LoadOptions = {},
): Promise<LoadedDiffusionModel> {
  const { oneNetworkAtATime = false } = requested;
  const options: LoadOptions = oneNetworkAtATime
    ? { ...requested, ...frugal, turns: createSessionTurns() }
    : requested;
  const { description, taesd } = await chooseVae(given, options);
  const { textEncoder: text, unet: u, vae } = description;
  for (const { tensors } of [text, u, vae]) requireInPlace(description.path, tensors);
  const tokenizer = await loadPromptTokenizer(promptTokenizerSource(description.tokenizer));
  const adapted = await addLoras(description, options.loras ?? []);
  const { vectors, ids } = await readEmbeddings(text.config, options.embeddings ?? []);

  const textEncoder = openTextEncoder(text.config, adapted.textEncoder, options, vectors);
  const unet = openUnet(u.config, adapted.unet, options);
  const vaeDecoder = taesd?.decoder ?? openVaeDecoder(vae.config, vae.tensors, options);
  const vaeEncoder = taesd?.encoder ?? openVaeEncoder(vae.config, vae.tensors, options);
  const networks = [textEncoder, unet, vaeDecoder, vaeEncoder];

  return {
    tokenizer,
    textEncoder,
    unet,
    vaeDecoder,
    vaeEncoder,
    previewDecoder: taesd?.decoder ?? null,
    embeddingIds: ids,
    schedulerConfig: description.schedulerConfig,
    async prepare({ batch, height, width }, guidance) {
      if (oneNetworkAtATime) return;
      // Prompts are encoded and pictures decoded one at a time.
      await textEncoder.prepare(1);
      const rows = guidance && !unet.atGuidance ? 2 * batch : batch;
      await unet.prepare({ batch: rows, height, width });
      await vaeDecoder.prepare({ batch: 1, height, width });
    },
    async dispose() {
      await Promise.all(networks.map((network) => network.dispose()));
    },
  };
}

const frugal = { weightMemory: 'mapped', sessionsPerNetwork: 1 } as const;

/** The model with the VAE that was asked for, and TAESD where it is that. */
async function chooseVae(model: DiffusersModel, options: LoadOptions) {
  const { vae } = options;
  if (vae === undefined) return { description: model, taesd: null };
  if (await isTaesd(vae)) return { description: model, taesd: await openTaesd(vae, options) };
  return { description: await replaceVae(model, vae), taesd: null };
}
