/** Height and width in latent pixels. */
export interface LatentSize {
  readonly height: number;
  readonly width: number;
}

/** Image pixels per latent pixel, in each direction, of every Stable Diffusion 1.x VAE. */
export const pixelsPerLatent = 8;

/** Channels of the latents that a Stable Diffusion 1.x VAE decodes. */
export const latentChannels = 4;

/** Elements of one picture's latents. */
export function latentLength({ height, width }: LatentSize): number {
  return latentChannels * height * width;
}
