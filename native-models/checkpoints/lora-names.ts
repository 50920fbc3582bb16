export type LoraNetwork = 'unet' | 'textEncoder';

/** Which tensor of a LoRA a key names. */
export interface LoraKey {
  readonly network: LoraNetwork;
  /** Path of the adapted module in its network. */
  readonly module: string;
  /** kohya writes underscores for the dots of the path, so it can only be found by comparing. */
  readonly isFlattened: boolean;
  readonly part: LoraPart;
}

/** `alpha` is a number: the product of up and down counts alpha / rank times, and once where it is absent. */
export type LoraPart = 'down' | 'up' | 'alpha';

/**
 * Reads a key of a LoRA for Stable Diffusion 1.x in any of the forms that are met:
 *
 * - kohya-ss/sd-scripts, LyCORIS' LoCon: `lora_unet_down_blocks_0_….lora_down.weight`, `lora_te_….alpha`
 * - diffusers: `unet.….to_q.lora.down.weight`, `text_encoder.….q_proj.lora_linear_layer.up.weight`
 * - PEFT: `….lora_A.weight` is down, `….lora_B.weight` up; with or without `base_model.model.` before the path
 * - diffusers' attention processors of 2023: `….attn1.processor.to_q_lora.down.weight`, the UNet without a prefix
 *
 * @returns null for every other key.
 */
export function parseLoraKey(key: string): LoraKey | null {
  const end = endings.find(([ending]) => key.endsWith(ending));
  if (!end) return null;
  const [ending, part] = end;
  const name = key.slice(0, -ending.length);
  const kohya = /^lora_(unet|te)_(.+)$/.exec(name);
  if (kohya) {
    const [, prefix, module = ''] = kohya;
    return { network: networkNamed(prefix), module, isFlattened: true, part };
  }
  const [, prefix, path = ''] =
    /^(?:base_model\.model\.)?(?:(unet|text_encoder)\.)?(.+)$/.exec(name) ?? [];
  const network = prefix || !path.startsWith('text_model.') ? networkNamed(prefix) : 'textEncoder';
  return { network, module: currentPath(path, network), isFlattened: false, part };
}

/** Longer ones before those that they end with. */
const endings: readonly (readonly [string, LoraPart])[] = [
  ['.lora_linear_layer.down.weight', 'down'],
  ['.lora_linear_layer.up.weight', 'up'],
  ['.lora_down.weight', 'down'],
  ['.lora_up.weight', 'up'],
  ['.lora.down.weight', 'down'],
  ['.lora.up.weight', 'up'],
  ['_lora.down.weight', 'down'],
  ['_lora.up.weight', 'up'],
  ['.lora_A.weight', 'down'],
  ['.lora_B.weight', 'up'],
  ['.lora.alpha', 'alpha'],
  ['_lora.alpha', 'alpha'],
  ['.alpha', 'alpha'],
];

function networkNamed(prefix: string | undefined): LoraNetwork {
  return prefix === 'te' || prefix === 'text_encoder' ? 'textEncoder' : 'unet';
}

/** The processors of 2023 stood beside the layers that they changed, and called the text encoder's as the UNet's. */
function currentPath(path: string, network: LoraNetwork): string {
  const layer = path.replace('.processor.', '.').replace(/\.to_out$/, '.to_out.0');
  if (network === 'unet') return layer;
  const whole = layer.startsWith('text_model.') ? layer : `text_model.${layer}`;
  return whole.replace(/\.to_([qkv])$/, '.$1_proj').replace(/\.to_out\.0$/, '.out_proj');
}
