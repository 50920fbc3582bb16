import { CheckpointError } from './checkpoint-error.ts';
import { renameCompVisUnet, renameCompVisVae } from './compvis-names.ts';
import type { NetworkName } from './diffusers-model.ts';
import { renameTextEncoderTensors, renameVaeTensors } from './state-dict-names.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

export interface FindNetworkOptions {
  /** Take the UNet's averaged weights, which training checkpoints keep beside the last ones. */
  readonly ema?: boolean | undefined;
}

/** One of the ways in which files hold a network. */
interface Layout {
  /** Before all the network's names. */
  readonly prefix: string;
  /** A name, after the prefix, by which the layout is known. */
  readonly mark: string;
  readonly rename: (file: string, tensors: TensorIndex) => TensorIndex;
}

const asTheyAre: Layout['rename'] = (_file, tensors) => tensors;

/** By network, in the order in which they are looked for: in a single file, alone under the original names, alone under diffusers'. */
const layouts: Readonly<Record<NetworkName, readonly Layout[]>> = {
  text_encoder: [
    'cond_stage_model.transformer.text_model.',
    // Some early single files.
    'cond_stage_model.transformer.',
    'text_model.',
    '',
  ].map((prefix) => ({
    prefix,
    mark: 'embeddings.token_embedding.weight',
    rename: renameTextEncoderTensors,
  })),
  unet: [
    ...['model.diffusion_model.', ''].map((prefix) => ({
      prefix,
      mark: 'input_blocks.0.0.weight',
      rename: renameCompVisUnet,
    })),
    { prefix: '', mark: 'down_blocks.0.resnets.0.conv1.weight', rename: asTheyAre },
  ],
  vae: [
    ...['first_stage_model.', ''].map((prefix) => ({
      prefix,
      mark: 'encoder.down.0.block.0.conv1.weight',
      rename: (file: string, tensors: TensorIndex) =>
        renameVaeTensors(file, renameCompVisVae(file, tensors)),
    })),
    {
      prefix: '',
      mark: 'encoder.down_blocks.0.resnets.0.conv1.weight',
      rename: renameVaeTensors,
    },
  ],
};

/**
 * Finds a network in a file, whatever else the file holds.
 * @returns its tensors under their current names; null where the file has none.
 * @throws CheckpointError `ambiguous-names`; `state-dict-mismatch` where averaged weights are asked for and not all there.
 */
export function findNetwork(
  file: string,
  tensors: TensorIndex,
  network: NetworkName,
  { ema = false }: FindNetworkOptions = {},
): TensorIndex | null {
  const layout = layouts[network].find(({ prefix, mark }) => tensors.has(prefix + mark));
  if (!layout) return null;
  const { prefix } = layout;
  const own = new Map<string, TensorEntry>();
  for (const [name, entry] of tensors) {
    if (name.startsWith(prefix) && belongs(network, name.slice(prefix.length)))
      own.set(name.slice(prefix.length), entry);
  }
  const averaged = ema && network === 'unet' ? takeAveraged(file, own, tensors) : own;
  return layout.rename(file, averaged);
}

/** A VAE that was trained alone has its loss (`loss.logvar`, a discriminator) beside it. */
function belongs(network: NetworkName, name: string): boolean {
  return network !== 'vae' || /^(?:encoder|decoder|quant_conv|post_quant_conv)\./.test(name);
}

/** `LitEma` of the original code keeps averages under names from which it strikes the dots. */
function takeAveraged(file: string, own: TensorIndex, tensors: TensorIndex): TensorIndex {
  const averaged = new Map<string, TensorEntry>();
  const missing: string[] = [];
  for (const name of own.keys()) {
    const key = `model_ema.${`diffusion_model.${name}`.replaceAll('.', '')}`;
    const entry = tensors.get(key);
    if (entry) averaged.set(name, entry);
    else missing.push(key);
  }
  if (missing.length > 0) {
    throw new CheckpointError(
      'state-dict-mismatch',
      file,
      `does not hold the averaged (EMA) weights that were asked for: ${missing.length} of ${own.size} are missing. Read it without them; pruned files often hold them as their only ones.`,
      { missing, wrongShape: [], wrongDtype: [] },
    );
  }
  return averaged;
}
