import { CheckpointError, listNames } from './checkpoint-error.ts';
import type {
  DiffusersModel,
  JsonObject,
  ModelComponent,
  ModelWarning,
  NetworkName,
} from './diffusers-model.ts';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
  type ExpectedTensors,
} from './expected-tensors.ts';
import type { TextEncoderConfig, UnetConfig, VaeConfig } from './model-config.ts';
import { readTextEncoderConfig, readUnetConfig, readVaeConfig } from './read-model-config.ts';
import { selectTensors } from './select-tensors.ts';
import { renameTextEncoderTensors, renameVaeTensors } from './state-dict-names.ts';
import type { TensorIndex } from './tensor-entry.ts';

/** How one kind of network is read: its configuration, its names, its tensors. */
export interface NetworkKind<Config> {
  readonly network: NetworkName;
  readonly readConfig: (file: string, json: JsonObject) => Config;
  /** Brings the names that this network had in other years to the current ones. */
  readonly rename: (file: string, tensors: TensorIndex) => TensorIndex;
  readonly expectTensors: (config: Config) => ExpectedTensors;
}

export const textEncoderKind: NetworkKind<TextEncoderConfig> = {
  network: 'text_encoder',
  readConfig: readTextEncoderConfig,
  rename: renameTextEncoderTensors,
  expectTensors: expectedTextEncoderTensors,
};
export const unetKind: NetworkKind<UnetConfig> = {
  network: 'unet',
  readConfig: readUnetConfig,
  // The UNet's names have never changed.
  rename: (_file, tensors) => tensors,
  expectTensors: expectedUnetTensors,
};
export const vaeKind: NetworkKind<VaeConfig> = {
  network: 'vae',
  readConfig: readVaeConfig,
  rename: renameVaeTensors,
  expectTensors: expectedVaeTensors,
};

/** What a network is read from. */
export interface NetworkSource {
  /** Path for messages: of config.json, or of the weights where it was derived from them. */
  readonly configFile: string;
  readonly config: JsonObject;
  /** Path for messages. */
  readonly weightsFile: string;
  /** Under diffusers' names of any year. */
  readonly tensors: TensorIndex;
}

/**
 * Checks a network's tensors against its configuration.
 * @returns the component, and a warning for tensors that nothing reads.
 * @throws CheckpointError for configurations that Stable Diffusion 1.x does not have, `state-dict-mismatch`.
 */
export function readComponent<Config>(
  kind: NetworkKind<Config>,
  { configFile, config: json, weightsFile, tensors: stored }: NetworkSource,
): { readonly component: ModelComponent<Config>; readonly warnings: readonly ModelWarning[] } {
  const config = kind.readConfig(configFile, json);
  const named = kind.rename(weightsFile, stored);
  const { tensors, extra } = selectTensors(weightsFile, named, kind.expectTensors(config));
  const { network } = kind;
  return {
    component: { config, tensors },
    warnings:
      extra.length > 0
        ? [{ code: 'extra-tensors', component: network, file: weightsFile, names: extra }]
        : [],
  };
}

type Networks = Pick<DiffusersModel, 'textEncoder' | 'unet' | 'vae'>;

/**
 * Refuses networks that are each valid but do not belong together.
 * @param path of the model, for messages.
 * @throws CheckpointError `unsupported-architecture`.
 */
export function checkFit(path: string, { textEncoder, unet, vae }: Networks): void {
  const { latentChannels } = vae.config;
  const problems: string[] = [];
  const require = (what: string, one: number, ...others: readonly number[]): void => {
    if (!others.includes(one)) problems.push(`${what}: ${one} and ${others.join(' or ')}`);
  };
  require('hidden size of the text encoder and cross-attention size of the UNet', textEncoder.config
    .hiddenSize, unet.config.crossAttentionDim);
  require('channels into the UNet and latent channels of the VAE (twice as many and a mask for inpainting)', unet
    .config.inChannels, latentChannels, 2 * latentChannels + 1);
  require('channels out of the UNet and latent channels of the VAE', unet.config
    .outChannels, latentChannels);
  require('text positions and prompt length', textEncoder.config.maxPositionEmbeddings, 77);
  if (problems.length > 0) {
    throw new CheckpointError(
      'unsupported-architecture',
      path,
      `holds parts that do not fit together (${listNames(problems)}). Choose another model.`,
      { problems },
    );
  }
}

/** Whether a UNet takes a masked picture and its mask beside the latents, as those trained for inpainting do. */
export function isInpaintingUnet({ inChannels, outChannels }: UnetConfig): boolean {
  return inChannels === 2 * outChannels + 1;
}
