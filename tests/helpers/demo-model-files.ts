import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readSafetensorsHeader } from './read-safetensors-header.ts';

/** Folders that the training's export writes, and that the repository has. */
export const modelNames = ['en', 'ja-stage1', 'ja-stage2', 'ja-stage2-quick'];
/** Every file of theirs, cards aside; what is missing here is borrowed from a sibling through nishiki.json. */
export const exportedFiles = [
  'en/model_index.json',
  'en/nishiki.json',
  'en/scheduler/scheduler_config.json',
  'en/text_encoder/config.json',
  'en/text_encoder/model.safetensors',
  'en/tokenizer/special_tokens_map.json',
  'en/tokenizer/tokenizer_config.json',
  'en/unet/config.json',
  'en/unet/diffusion_pytorch_model.safetensors',
  'en/vae/config.json',
  'en/vae/diffusion_pytorch_model.safetensors',
  'ja-stage1/model_index.json',
  'ja-stage1/nishiki.json',
  'ja-stage1/scheduler/scheduler_config.json',
  'ja-stage1/text_encoder/config.json',
  'ja-stage1/text_encoder/model.safetensors',
  'ja-stage1/tokenizer/special_tokens_map.json',
  'ja-stage1/tokenizer/spiece.model',
  'ja-stage1/tokenizer/tokenizer_config.json',
  'ja-stage2-quick/model_index.json',
  'ja-stage2-quick/nishiki.json',
  'ja-stage2-quick/scheduler/scheduler_config.json',
  'ja-stage2-quick/unet/config.json',
  'ja-stage2-quick/unet/diffusion_pytorch_model.safetensors',
  'ja-stage2/model_index.json',
  'ja-stage2/nishiki.json',
  'ja-stage2/scheduler/scheduler_config.json',
  'ja-stage2/text_encoder/config.json',
  'ja-stage2/text_encoder/model.safetensors',
  'ja-stage2/unet/config.json',
  'ja-stage2/unet/diffusion_pytorch_model.safetensors',
];

/** Keys that only a network of the right layout has, one or two from each end of every component. */
const tellingKeys: Readonly<Record<string, readonly string[]>> = {
  'text_encoder/model.safetensors': [
    'text_model.embeddings.token_embedding.weight',
    'text_model.encoder.layers.2.self_attn.out_proj.bias',
    'text_model.final_layer_norm.weight',
  ],
  'unet/diffusion_pytorch_model.safetensors': [
    'conv_in.weight',
    'down_blocks.2.attentions.0.transformer_blocks.0.ff.net.0.proj.weight',
    'mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0.bias',
    'up_blocks.3.attentions.1.transformer_blocks.0.attn2.to_k.weight',
    'time_embedding.linear_2.bias',
    'conv_out.bias',
  ],
  'vae/diffusion_pytorch_model.safetensors': [
    'encoder.mid_block.attentions.0.to_out.0.weight',
    'decoder.up_blocks.3.resnets.1.conv2.weight',
    'quant_conv.weight',
    'post_quant_conv.bias',
  ],
};

/** Every file of weights has its telling keys, and float16 throughout. */
export function checkWeights(models: string): void {
  for (const file of exportedFiles.filter((name) => name.endsWith('.safetensors'))) {
    const header = readSafetensorsHeader(join(models, file));
    const [, component] = /^[^/]+\/(.+)$/.exec(file) ?? [];
    for (const key of tellingKeys[component ?? ''] ?? []) {
      assert.ok(header[key], `${file} has no ${key}`);
    }
    for (const [key, tensor] of Object.entries(header)) {
      assert.equal(tensor.dtype, 'F16', `${file}: ${key}`);
    }
  }
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Paths below a folder, with `/`, sorted. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}
