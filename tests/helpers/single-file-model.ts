import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
} from '../../native-models/checkpoints/expected-tensors.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../native-models/checkpoints/read-model-config.ts';
import type { TensorToWrite } from './safetensors-file.ts';
import { fillTensors } from './tiny-model-folder.ts';

/** The smallest model whose configuration follows from its shapes: 8 heads, 32 groups, 64 numbers per text head. */
export const singleFileConfigs = {
  text_encoder: {
    vocab_size: 49_408,
    hidden_size: 64,
    intermediate_size: 64,
    num_hidden_layers: 2,
    num_attention_heads: 1,
  },
  unet: {
    sample_size: 64,
    block_out_channels: [32, 32, 64, 64],
    layers_per_block: 2,
    cross_attention_dim: 64,
  },
  vae: {
    sample_size: 512,
    block_out_channels: [32, 32, 32, 32],
    layers_per_block: 2,
    down_block_types: Array.from({ length: 4 }, () => 'DownEncoderBlock2D'),
    up_block_types: Array.from({ length: 4 }, () => 'UpDecoderBlock2D'),
  },
};

type Networks = keyof typeof singleFileConfigs;

/** The tensors of the three networks under diffusers' names. */
export function singleFileTensors(
  changes: { readonly [Name in Networks]?: object } = {},
): Record<Networks, readonly TensorToWrite[]> {
  const configOf = (network: Networks) => ({ ...singleFileConfigs[network], ...changes[network] });
  return {
    text_encoder: fillTensors(
      1,
      expectedTextEncoderTensors(readTextEncoderConfig('config.json', configOf('text_encoder'))),
    ),
    unet: fillTensors(2, expectedUnetTensors(readUnetConfig('config.json', configOf('unet')))),
    vae: fillTensors(3, expectedVaeTensors(readVaeConfig('config.json', configOf('vae')))),
  };
}

/** The same as the original code names them in one file, position_ids included. */
export function asSingleFile(
  tensors: Record<Networks, readonly TensorToWrite[]>,
): readonly TensorToWrite[] {
  return [
    ...renameAll(tensors.unet, (name) => `model.diffusion_model.${compVisUnetName(name)}`),
    ...renameAll(tensors.vae, (name) => `first_stage_model.${compVisVaeName(name)}`).map(
      asConvolution,
    ),
    ...renameAll(tensors.text_encoder, (name) => `cond_stage_model.transformer.${name}`),
    {
      name: 'cond_stage_model.transformer.text_model.embeddings.position_ids',
      dtype: 'I64',
      shape: [1, 77],
    },
  ];
}

/** The name of a UNet with two layers per level and attention on all levels but the last, as `singleFileConfigs` has it. */
export function compVisUnetName(name: string): string {
  const layer = (rest: string): string =>
    (
      [
        ['norm1', 'in_layers.0'],
        ['conv1', 'in_layers.2'],
        ['time_emb_proj', 'emb_layers.1'],
        ['norm2', 'out_layers.0'],
        ['conv2', 'out_layers.3'],
        ['conv_shortcut', 'skip_connection'],
      ] as const
    ).reduce((text, [now, then]) => text.replace(new RegExp(`^${now}\\.`), `${then}.`), rest);
  const fixed = name
    .replace('time_embedding.linear_1.', 'time_embed.0.')
    .replace('time_embedding.linear_2.', 'time_embed.2.')
    .replace('time_embedding.cond_proj.', 'time_embed.cond_proj.')
    .replace('conv_norm_out.', 'out.0.')
    .replace('conv_out.', 'out.2.')
    .replace('conv_in.', 'input_blocks.0.0.');
  const [, part, level, kind, index, rest = ''] =
    /^(down|mid|up)_blocks?\.(?:(\d)\.)?(\w+)\.(\d)\.(.+)$/.exec(fixed) ?? [];
  const [at, each] = [Number(level ?? 0) * 3, Number(index)];
  switch (`${part} ${kind}`) {
    case 'down resnets':
      return `input_blocks.${at + each + 1}.0.${layer(rest)}`;
    case 'down attentions':
      return `input_blocks.${at + each + 1}.1.${rest}`;
    case 'down downsamplers':
      return `input_blocks.${at + 3}.0.${rest.replace('conv.', 'op.')}`;
    case 'mid resnets':
      return `middle_block.${2 * each}.${layer(rest)}`;
    case 'mid attentions':
      return `middle_block.1.${rest}`;
    case 'up resnets':
      return `output_blocks.${at + each}.0.${layer(rest)}`;
    case 'up attentions':
      return `output_blocks.${at + each}.1.${rest}`;
    case 'up upsamplers':
      // The first level on the way up has no attention before it.
      return `output_blocks.${at + 2}.${level === '0' ? 1 : 2}.${rest}`;
    default:
      return fixed;
  }
}

/** The name of a VAE of four levels. */
function compVisVaeName(name: string): string {
  return name
    .replace(/up_blocks\.(\d)/, (_, level: string) => `up.${3 - Number(level)}`)
    .replace('down_blocks', 'down')
    .replace('mid_block.resnets.0', 'mid.block_1')
    .replace('mid_block.resnets.1', 'mid.block_2')
    .replace('mid_block.attentions.0.group_norm', 'mid.attn_1.norm')
    .replace('mid_block.attentions.0.to_out.0', 'mid.attn_1.proj_out')
    .replace(/mid_block\.attentions\.0\.to_(\w)/, 'mid.attn_1.$1')
    .replace('resnets', 'block')
    .replace('downsamplers.0', 'downsample')
    .replace('upsamplers.0', 'upsample')
    .replace('conv_shortcut', 'nin_shortcut')
    .replace('conv_norm_out', 'norm_out');
}

/** The VAE's attention consists of 1×1 convolutions there. */
function asConvolution(tensor: TensorToWrite): TensorToWrite {
  return /attn_1\.(?:q|k|v|proj_out)\.weight$/.test(tensor.name)
    ? { ...tensor, shape: [...tensor.shape, 1, 1] }
    : tensor;
}

function renameAll(
  tensors: readonly TensorToWrite[],
  rename: (name: string) => string,
): TensorToWrite[] {
  return tensors.map((tensor) => ({ ...tensor, name: rename(tensor.name) }));
}
