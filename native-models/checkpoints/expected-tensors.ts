import type { TextEncoderConfig, UnetConfig, VaeConfig } from './model-config.ts';

/**
 * The tensors that a network of a given configuration has: name → shape, under the names of current diffusers and
 * transformers. A checkpoint that lacks one is refused: a library that filled such gaps with random numbers has shipped
 * grey pictures.
 */
export type ExpectedTensors = ReadonlyMap<string, readonly number[]>;

/** `CLIPTextModel` of transformers 4.26, without `position_ids` (which is 0, 1, 2 … and read by nothing). */
export function expectedTextEncoderTensors(config: TextEncoderConfig): ExpectedTensors {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const table = createTable();
  table.add('text_model.embeddings.token_embedding.weight', [config.vocabSize, hidden]);
  table.add('text_model.embeddings.position_embedding.weight', [
    config.maxPositionEmbeddings,
    hidden,
  ]);
  for (let layer = 0; layer < config.numHiddenLayers; layer += 1) {
    const prefix = `text_model.encoder.layers.${layer}`;
    for (const name of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) {
      table.linear(`${prefix}.self_attn.${name}`, hidden, hidden);
    }
    table.norm(`${prefix}.layer_norm1`, hidden);
    table.linear(`${prefix}.mlp.fc1`, intermediate, hidden);
    table.linear(`${prefix}.mlp.fc2`, hidden, intermediate);
    table.norm(`${prefix}.layer_norm2`, hidden);
  }
  table.norm('text_model.final_layer_norm', hidden);
  return table.tensors;
}

/** `UNet2DConditionModel` of diffusers 0.8.1 with 2D blocks, and the guidance that later versions let it take. */
export function expectedUnetTensors(config: UnetConfig): ExpectedTensors {
  const { blockOutChannels, layersPerBlock } = config;
  const first = at(blockOutChannels, 0);
  const last = at(blockOutChannels, blockOutChannels.length - 1);
  const timeEmbedding = 4 * first;
  const table = createTable();
  table.conv('conv_in', first, config.inChannels, 3);
  table.linear('time_embedding.linear_1', timeEmbedding, first);
  table.linear('time_embedding.linear_2', timeEmbedding, timeEmbedding);
  if (config.timeCondProjDim !== null)
    table.add('time_embedding.cond_proj.weight', [first, config.timeCondProjDim]);

  let channels = first;
  config.downBlockTypes.forEach((type, level) => {
    const prefix = `down_blocks.${level}`;
    const out = at(blockOutChannels, level);
    for (let layer = 0; layer < layersPerBlock; layer += 1) {
      addResnet(table, `${prefix}.resnets.${layer}`, channels, out, timeEmbedding);
      if (type === 'CrossAttnDownBlock2D') {
        addTransformer(table, `${prefix}.attentions.${layer}`, out, config.crossAttentionDim);
      }
      channels = out;
    }
    if (level < blockOutChannels.length - 1)
      table.conv(`${prefix}.downsamplers.0.conv`, out, out, 3);
  });

  if (config.hasMidBlock) {
    addResnet(table, 'mid_block.resnets.0', last, last, timeEmbedding);
    addTransformer(table, 'mid_block.attentions.0', last, config.crossAttentionDim);
    addResnet(table, 'mid_block.resnets.1', last, last, timeEmbedding);
  }

  const upward = blockOutChannels.toReversed();
  config.upBlockTypes.forEach((type, level) => {
    const prefix = `up_blocks.${level}`;
    const out = at(upward, level);
    const below = at(upward, Math.min(level + 1, upward.length - 1));
    for (let layer = 0; layer <= layersPerBlock; layer += 1) {
      // Each resnet also takes the skip tensor of its mirror image on the way down.
      const skip = layer === layersPerBlock ? below : out;
      addResnet(table, `${prefix}.resnets.${layer}`, channels + skip, out, timeEmbedding);
      if (type === 'CrossAttnUpBlock2D') {
        addTransformer(table, `${prefix}.attentions.${layer}`, out, config.crossAttentionDim);
      }
      channels = out;
    }
    if (level < upward.length - 1) table.conv(`${prefix}.upsamplers.0.conv`, out, out, 3);
  });

  table.norm('conv_norm_out', first);
  table.conv('conv_out', config.outChannels, first, 3);
  return table.tensors;
}

/** `AutoencoderKL` of diffusers, attention under its names since 0.12. */
export function expectedVaeTensors(config: VaeConfig): ExpectedTensors {
  const { blockOutChannels, layersPerBlock, latentChannels } = config;
  const first = at(blockOutChannels, 0);
  const last = at(blockOutChannels, blockOutChannels.length - 1);
  const table = createTable();

  table.conv('encoder.conv_in', first, config.inChannels, 3);
  let channels = first;
  blockOutChannels.forEach((out, level) => {
    const prefix = `encoder.down_blocks.${level}`;
    for (let layer = 0; layer < layersPerBlock; layer += 1) {
      addResnet(table, `${prefix}.resnets.${layer}`, channels, out, null);
      channels = out;
    }
    if (level < blockOutChannels.length - 1)
      table.conv(`${prefix}.downsamplers.0.conv`, out, out, 3);
  });
  addVaeMidBlock(table, 'encoder.mid_block', last);
  table.norm('encoder.conv_norm_out', last);
  // Mean and log variance.
  table.conv('encoder.conv_out', 2 * latentChannels, last, 3);
  table.conv('quant_conv', 2 * latentChannels, 2 * latentChannels, 1);

  table.conv('post_quant_conv', latentChannels, latentChannels, 1);
  table.conv('decoder.conv_in', last, latentChannels, 3);
  addVaeMidBlock(table, 'decoder.mid_block', last);
  blockOutChannels.toReversed().forEach((out, level) => {
    const prefix = `decoder.up_blocks.${level}`;
    for (let layer = 0; layer <= layersPerBlock; layer += 1) {
      addResnet(table, `${prefix}.resnets.${layer}`, channels, out, null);
      channels = out;
    }
    if (level < blockOutChannels.length - 1) table.conv(`${prefix}.upsamplers.0.conv`, out, out, 3);
  });
  table.norm('decoder.conv_norm_out', first);
  table.conv('decoder.conv_out', config.outChannels, first, 3);
  return table.tensors;
}

/** @param timeEmbedding size of the timestep embedding, null in the VAE. */
function addResnet(
  table: Table,
  prefix: string,
  input: number,
  output: number,
  timeEmbedding: number | null,
): void {
  table.norm(`${prefix}.norm1`, input);
  table.conv(`${prefix}.conv1`, output, input, 3);
  if (timeEmbedding !== null) table.linear(`${prefix}.time_emb_proj`, output, timeEmbedding);
  table.norm(`${prefix}.norm2`, output);
  table.conv(`${prefix}.conv2`, output, output, 3);
  if (input !== output) table.conv(`${prefix}.conv_shortcut`, output, input, 1);
}

function addTransformer(table: Table, prefix: string, channels: number, context: number): void {
  table.norm(`${prefix}.norm`, channels);
  table.conv(`${prefix}.proj_in`, channels, channels, 1);
  const block = `${prefix}.transformer_blocks.0`;
  for (const [attention, keys] of [
    ['attn1', channels],
    ['attn2', context],
  ] as const) {
    table.add(`${block}.${attention}.to_q.weight`, [channels, channels]);
    table.add(`${block}.${attention}.to_k.weight`, [channels, keys]);
    table.add(`${block}.${attention}.to_v.weight`, [channels, keys]);
    table.linear(`${block}.${attention}.to_out.0`, channels, channels);
  }
  // GEGLU: value and gate in one projection.
  table.linear(`${block}.ff.net.0.proj`, 8 * channels, channels);
  table.linear(`${block}.ff.net.2`, channels, 4 * channels);
  for (const norm of ['norm1', 'norm2', 'norm3']) table.norm(`${block}.${norm}`, channels);
  table.conv(`${prefix}.proj_out`, channels, channels, 1);
}

function addVaeMidBlock(table: Table, prefix: string, channels: number): void {
  addResnet(table, `${prefix}.resnets.0`, channels, channels, null);
  table.norm(`${prefix}.attentions.0.group_norm`, channels);
  for (const name of ['to_q', 'to_k', 'to_v', 'to_out.0']) {
    table.linear(`${prefix}.attentions.0.${name}`, channels, channels);
  }
  addResnet(table, `${prefix}.resnets.1`, channels, channels, null);
}

interface Table {
  readonly tensors: ExpectedTensors;
  add(name: string, shape: readonly number[]): void;
  /** Weight and bias. */
  linear(name: string, output: number, input: number): void;
  conv(name: string, output: number, input: number, kernel: number): void;
  norm(name: string, channels: number): void;
}

function createTable(): Table {
  const tensors = new Map<string, readonly number[]>();
  const withBias = (name: string, weight: readonly number[], bias: number): void => {
    tensors.set(`${name}.weight`, weight);
    tensors.set(`${name}.bias`, [bias]);
  };
  return {
    tensors,
    add: (name, shape) => tensors.set(name, shape),
    linear: (name, output, input) => withBias(name, [output, input], output),
    conv: (name, output, input, kernel) => withBias(name, [output, input, kernel, kernel], output),
    norm: (name, channels) => withBias(name, [channels], channels),
  };
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no level ${index} among ${values.length}`);
  return value;
}
