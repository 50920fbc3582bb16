import type { Unet } from '../models/diffusion-model.ts';
import { latentChannels } from './latent-size.ts';
import { PipelineError } from './pipeline-error.ts';

/** Channels of a UNet for inpainting: latents, a mask, and the latents of what is left of the picture. */
const inpaintingChannels = latentChannels + 1 + latentChannels;

/**
 * Whether a UNet reads a mask and the rest of the picture behind the latents.
 * @throws PipelineError `wrong-model` where it reads anything else there
 */
export function seesMask({ inChannels }: Unet): boolean {
  if (inChannels === latentChannels || inChannels === inpaintingChannels)
    return inChannels === inpaintingChannels;
  throw new PipelineError(
    'wrong-model',
    `The model's UNet reads ${inChannels} channels; pictures are made with ${latentChannels}, ` +
      `or ${inpaintingChannels} for inpainting. Choose another model.`,
  );
}

/** @throws PipelineError `wrong-model` where the UNet wants more than latents */
export function requireNoMask(unet: Unet): void {
  if (!seesMask(unet)) return;
  throw new PipelineError(
    'wrong-model',
    'This is a model for inpainting: it needs a picture and a mask. Give both, or choose another model.',
  );
}
