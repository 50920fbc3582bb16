import { CheckpointError } from './checkpoint-error.ts';
import type { JsonObject } from './diffusers-model.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * Names what is offered as a model and is another kind of model, or an addition to one, so that a person learns more than
 * that it does not fit.
 */

/** @returns the name of the family that a pipeline of diffusers is for; null for one that is not known here. */
export function recognizePipeline(className: string): string | null {
  return pipelineFamilies.find(([mark]) => mark.test(className))?.[1] ?? null;
}

const pipelineFamilies: readonly (readonly [RegExp, string])[] = [
  [/^StableDiffusionXL/, 'Stable Diffusion XL'],
  [/^StableDiffusion3/, 'Stable Diffusion 3'],
  [/^Flux/, 'Flux'],
  [/^StableDiffusionInstructPix2Pix/, 'InstructPix2Pix'],
  [/^StableDiffusionDepth2Img/, 'Stable Diffusion 2 (depth)'],
  [/^StableDiffusion(?:Latent)?Upscale/, 'Stable Diffusion upscaler'],
  [/^AltDiffusion/, 'AltDiffusion'],
  [/^PaintByExample/, 'Paint by Example'],
  [
    /^(?:Kandinsky|PixArt|IF|Wuerstchen|StableCascade|Lumina|HunyuanDiT|AuraFlow)/,
    'another family of models',
  ],
];

/** @returns the family that a UNet's config.json belongs to where that is not Stable Diffusion 1.x. */
export function recognizeUnetConfig(json: JsonObject): string | null {
  if (json['addition_embed_type'] === 'text_time' || json['cross_attention_dim'] === 2048)
    return 'Stable Diffusion XL';
  const hasV2Heads = Array.isArray(json['attention_head_dim']);
  if (hasV2Heads || json['use_linear_projection'] === true || json['cross_attention_dim'] === 1024)
    return 'Stable Diffusion 2';
  return byInputChannels(json['in_channels']);
}

/** @returns what a file of tensors is where that is no Stable Diffusion 1.x model; null where it may be one. */
export function recognizeTensors(tensors: TensorIndex): string | null {
  const names = [...tensors.keys()];
  const named = tensorMarks.find(([mark]) => names.some((name) => mark.test(name)));
  if (named) return named[1];
  const attention = names.find((name) => name.endsWith('.attn2.to_k.weight'));
  const width = attention === undefined ? null : tensors.get(attention)?.shape[1];
  if (width === 2048) return 'Stable Diffusion XL';
  if (width === 1024) return 'Stable Diffusion 2';
  return byInputChannels(tensors.get('model.diffusion_model.input_blocks.0.0.weight')?.shape[1]);
}

/** Additions first: a ControlNet holds a whole UNet's names as well. */
const tensorMarks: readonly (readonly [RegExp, string])[] = [
  [
    /^lora_(?:unet|te\d?)_|\.lora_(?:up|down|A|B)\.|\.lora\.(?:up|down)\.|_lora\.(?:up|down)\./,
    'LoRA',
  ],
  [/\.(?:hada|lokr)_w\d/, 'LyCORIS'],
  [/^control_model\.|(?:^|\.)(?:input_hint_block|controlnet_cond_embedding)\./, 'ControlNet'],
  [/^(?:image_proj|ip_adapter)\./, 'IP-Adapter'],
  [/(?:^|\.)motion_modules\./, 'AnimateDiff'],
  [/^(?:\*|emb_params|clip_[lg])$/, 'textual inversion'],
  [/^conditioner\.embedders\.|^model\.diffusion_model\.label_emb\./, 'Stable Diffusion XL'],
  [/(?:^|\.)joint_blocks\.\d/, 'Stable Diffusion 3'],
  [/(?:^|\.)double_blocks\.\d/, 'Flux'],
  [/^cond_stage_model\.model\./, 'Stable Diffusion 2'],
  [/^(?:en|de)coder\.layers\.\d+\.(?:weight|conv\.)|^\d+\.conv\.\d+\.weight$/, 'TAESD'],
];

/** What other models of Stable Diffusion 1's make feed their UNet: 4 latent channels, and 5 more for inpainting, are known. */
function byInputChannels(channels: unknown): string | null {
  if (channels === 8) return 'InstructPix2Pix';
  if (channels === 5) return 'Stable Diffusion 2 (depth)';
  return channels === 7 ? 'Stable Diffusion upscaler' : null;
}

/** @param what as one of the functions above names it. */
export function otherArchitecture(file: string, what: string): CheckpointError {
  return new CheckpointError(
    'other-architecture',
    file,
    `is of another kind (${what}); models of the Stable Diffusion 1.x family are read here. Choose one of these.`,
    { architecture: what },
  );
}
