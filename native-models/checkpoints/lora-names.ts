export type LoraNetwork = 'unet' | 'textEncoder';

/** Which tensor of a LoRA a key names. */
export interface LoraKey {
  readonly network: LoraNetwork;
  /** Path of the adapted module in its network. */
  readonly module: string;
  /** kohya writes underscores for the dots of the path, so it can only be found by comparing. */
  readonly isFlattened: boolean;
  readonly part: LoraPart;
  /** Whether it is for the module's bias. */
  readonly isForBias?: true;
}

/**
 * Which tensor of a module: `lora-forms.ts` says what they are together. `alpha` is a number: all of it counts alpha / rank
 * times, and once where it is absent.
 */
export type LoraPart =
  | 'down'
  | 'up'
  | 'mid'
  | 'alpha'
  | `hadamard${1 | 2}${'a' | 'b' | 'core'}`
  | `kronecker${1 | 2}${'' | 'a' | 'b'}`
  | 'kronecker2core'
  | 'difference'
  | 'lengths'
  | 'lengthsOfOutputs';

/**
 * Reads a key of a LoRA for Stable Diffusion 1.x in any of the forms that are met:
 *
 * - kohya-ss/sd-scripts, LyCORIS' LoCon: `lora_unet_down_blocks_0_….lora_down.weight`, `lora_te_….alpha`
 * - diffusers: `unet.….to_q.lora.down.weight`, `text_encoder.….q_proj.lora_linear_layer.up.weight`
 * - PEFT: `….lora_A.weight` is down, `….lora_B.weight` up; with or without `base_model.model.` before the path
 * - diffusers' attention processors of 2023: `….attn1.processor.to_q_lora.down.weight`, the UNet without a prefix
 * - LyCORIS: `lora_unet_….hada_w1_a` (LoHa), `….lokr_w1` (LoKr), `….diff` (whole differences), `….dora_scale`
 *
 * @returns null for every other key.
 */
export function parseLoraKey(key: string): LoraKey | null {
  const end = endings.find(([ending]) => key.endsWith(ending));
  if (!end) return null;
  const [ending, part, forBias] = end;
  const isForBias = forBias && ({ isForBias: true } as const);
  const name = key.slice(0, -ending.length);
  const kohya = /^lora_(unet|te)_(.+)$/.exec(name);
  if (kohya) {
    const [, prefix, module = ''] = kohya;
    return { network: networkNamed(prefix), module, isFlattened: true, part, ...isForBias };
  }
  const [, prefix, path = ''] =
    /^(?:base_model\.model\.)?(?:(unet|text_encoder)\.)?(.+)$/.exec(name) ?? [];
  const network = prefix || !path.startsWith('text_model.') ? networkNamed(prefix) : 'textEncoder';
  return { network, module: currentPath(path, network), isFlattened: false, part, ...isForBias };
}

/** Longer ones before those that they end with. */
const endings: readonly (readonly [ending: string, part: LoraPart, forBias?: true])[] = [
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
  ['.lora_mid.weight', 'mid'],
  ['.hada_w1_a', 'hadamard1a'],
  ['.hada_w1_b', 'hadamard1b'],
  ['.hada_t1', 'hadamard1core'],
  ['.hada_w2_a', 'hadamard2a'],
  ['.hada_w2_b', 'hadamard2b'],
  ['.hada_t2', 'hadamard2core'],
  ['.lokr_w1', 'kronecker1'],
  ['.lokr_w1_a', 'kronecker1a'],
  ['.lokr_w1_b', 'kronecker1b'],
  ['.lokr_w2', 'kronecker2'],
  ['.lokr_w2_a', 'kronecker2a'],
  ['.lokr_w2_b', 'kronecker2b'],
  ['.lokr_t2', 'kronecker2core'],
  ['.diff', 'difference'],
  ['.w_norm', 'difference'],
  ['.diff_b', 'difference', true],
  ['.b_norm', 'difference', true],
  ['.dora_scale', 'lengths'],
  ['.lora_magnitude_vector.weight', 'lengthsOfOutputs'],
  ['.lora_magnitude_vector', 'lengthsOfOutputs'],
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
