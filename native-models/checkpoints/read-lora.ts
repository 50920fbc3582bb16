import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import { fitsWeight, trimOnes } from './factor-shapes.ts';
import { type LoraForm, type LoraParts, recognizeForm } from './lora-forms.ts';
import { type LoraKey, type LoraNetwork, parseLoraKey } from './lora-names.ts';
import { readPeftScales } from './peft-config.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readTensors } from './read-tensor.ts';
import { isFloatDtype } from './tensor-dtype.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';
import type { WeightDelta } from './weight-delta.ts';

/** What a LoRA adds to a model: by network, then by the key of the weight. */
export type LoraDeltas = Readonly<Record<LoraNetwork, ReadonlyMap<string, WeightDelta>>>;

type Networks = Readonly<Record<LoraNetwork, TensorIndex>>;

/**
 * Reads a LoRA, LoCon, LoHa, LoKr or DoRA (kohya, LyCORIS, diffusers, PEFT; see lora-names.ts) for a model. Only headers and
 * the alphas are read. Each module's own alpha counts, as in kohya's `merge_lora.py`; else PEFT's (see peft-config.ts).
 *
 * @param networks tensors of the model that the LoRA is for, under their current names.
 * @throws CheckpointError `lora-unsupported` for other kinds (OFT, (IA)³ …), `lora-unmatched` where a tensor belongs to no
 *   weight of the model or lacks its other half, `lora-wrong-shape`, and all that opening a file can meet.
 */
export async function readLora(file: string, networks: Networks): Promise<LoraDeltas> {
  const modules = collectModules(file, await readCheckpoint(file), networks);
  const wrongShape = modules.filter((module) => !fits(module)).map(describeShapes);
  if (wrongShape.length > 0) {
    throw new CheckpointError(
      'lora-wrong-shape',
      file,
      `is a LoRA for a model of other sizes (${listNames(wrongShape)}). Choose one that was made for this kind of model.`,
      { wrongShape },
    );
  }
  const noFractions = modules.flatMap(({ parts }) =>
    [...parts].flatMap(([part, { name, dtype }]) =>
      part === 'alpha' || isFloatDtype(dtype) ? [] : [name],
    ),
  );
  if (noFractions.length > 0) {
    throw new CheckpointError(
      'tensor-invalid',
      file,
      `holds whole numbers where factors of weights are expected: ${listNames(noFractions)}. Look for the same LoRA in float16, bfloat16 or float32.`,
      { tensors: noFractions },
    );
  }
  const scales = await readScales(file, modules);
  const deltasOf = (network: LoraNetwork) =>
    new Map(
      modules.flatMap(({ form: { factors, magnitude }, ...module }, index) => {
        if (module.network !== network) return [];
        const scale = scales[index] ?? 1;
        const delta = { factors, scale, strength: 1, ...(magnitude && { magnitude }) };
        return [[module.key, delta] as const];
      }),
    );
  return { unet: deltasOf('unet'), textEncoder: deltasOf('textEncoder') };
}

interface LoraModule {
  readonly network: LoraNetwork;
  /** The weight that it changes, by key. */
  readonly key: string;
  readonly weight: TensorEntry;
  readonly parts: LoraParts;
  readonly form: LoraForm;
}

/** Brings the tensors of each module together; refuses a file of which anything would be left over. */
function collectModules(file: string, tensors: TensorIndex, networks: Networks): LoraModule[] {
  const findKey = createFinder(networks);
  const found = [...tensors.values()].map((entry) => {
    const parsed = parseLoraKey(entry.name);
    const key = parsed && findKey(parsed);
    return { entry, place: parsed && key ? { ...parsed, key } : null };
  });
  const groups = Map.groupBy(found, ({ place }) => place && `${place.network} ${place.key}`);

  const modules: LoraModule[] = [];
  const unmatched: string[] = [];
  for (const group of groups.values()) {
    const [place] = group.map((one) => one.place);
    const weight = place && networks[place.network].get(place.key);
    const parts: LoraParts = new Map(
      group.flatMap((one) => (one.place ? [[one.place.part, one.entry] as const] : [])),
    );
    // A part in two forms of keys would be two answers to one question.
    const form = parts.size === group.length ? recognizeForm(parts) : null;
    if (weight && form) {
      const { network, key } = place;
      modules.push({ network, key, weight, parts, form });
    } else {
      unmatched.push(...group.map(({ entry }) => entry.name));
    }
  }
  if (unmatched.length > 0 || modules.length === 0) throw explainUnmatched(file, unmatched);
  return modules;
}

/** Finds the key of the weight that a LoRA's module names, or undefined. */
function createFinder(networks: Networks): (parsed: LoraKey) => string | undefined {
  const keysByFlattened = (network: LoraNetwork) =>
    new Map(networks[network].keys().map((key) => [key.replaceAll('.', '_'), key]));
  const flattened = { unet: keysByFlattened('unet'), textEncoder: keysByFlattened('textEncoder') };
  return ({ network, module, isFlattened, isForBias }) => {
    const name = isForBias ? 'bias' : 'weight';
    if (isFlattened) return flattened[network].get(`${module}_${name}`);
    const key = `${module}.${name}`;
    return networks[network].has(key) ? key : undefined;
  };
}

function fits({ weight, parts, form }: LoraModule): boolean {
  const alpha = parts.get('alpha');
  const isNumber = !alpha || trimOnes(alpha.shape).length === 0;
  return isNumber && fitsWeight(form.factors, form.magnitude, weight.shape);
}

function describeShapes({ key, weight, parts }: LoraModule): string {
  const from = [...parts.values()].map(({ shape }) => `[${shape.join(', ')}]`);
  return `${key} [${weight.shape.join(', ')}] from ${from.join(' and ')}`;
}

/** alpha / rank of each module: by its own alpha, else by PEFT's configuration, else 1. */
async function readScales(file: string, modules: readonly LoraModule[]): Promise<number[]> {
  const peftScales = await readPeftScales(file);
  const alphas = modules.flatMap(({ parts, form }) => {
    const alpha = parts.get('alpha');
    return alpha && form.rank !== null ? [alpha] : [];
  });
  const values = await readTensors(alphas);
  const numbers = new Map(alphas.map((alpha, index) => [alpha, values[index]?.[0] ?? Number.NaN]));
  return modules.map(({ network, key, parts, form: { rank } }) => {
    // Whole differences were trained as they are.
    if (rank === null) return 1;
    const alpha = parts.get('alpha');
    const scale = alpha
      ? (numbers.get(alpha) ?? Number.NaN) / rank
      : peftScales(network, key.replace(/\.weight$/, ''), rank);
    // Graphs count in float32.
    if (Number.isFinite(Math.fround(scale))) return scale;
    const what = alpha ? quoteName(alpha.name) : `an alpha of ${quoteName(key)}`;
    throw new CheckpointError(
      'weights-not-finite',
      file,
      `holds ${what}, which is no finite number. The file is damaged; download it again.`,
      { tensors: [alpha?.name ?? key] },
    );
  });
}

/** Marks of the relatives of LoRA, by what their keys end with. */
const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/\.oft_|\.oft_diag|\.boft_/, 'OFT'],
  [/\.on_input$/, '(IA)³'],
  [/\.(?:a|b)[12]\.weight$/, 'GLoRA'],
];

/** What a LoRA is for, by names that Stable Diffusion 1.x does not have. */
const otherModels: readonly (readonly [RegExp, string])[] = [
  [
    /^lora_te[12]_|^text_encoder_2\.|^lora_unet_(?:input|output)_blocks_|^(?:lora_)?unet[._](?:down|up)_blocks[._]\d[._]attentions[._]\d[._]transformer_blocks[._](?:[1-9])/,
    'Stable Diffusion XL',
  ],
  [/double_blocks|single_blocks|single_transformer_blocks/, 'Flux'],
  [/joint_blocks|^(?:lora_)?transformer[._]transformer_blocks/, 'Stable Diffusion 3'],
  [/^lora_prior_|motion_modules/, 'another kind of model'],
];

function explainUnmatched(file: string, unmatched: readonly string[]): CheckpointError {
  for (const [mark, kind] of otherKinds) {
    if (unmatched.some((name) => mark.test(name))) {
      return new CheckpointError(
        'lora-unsupported',
        file,
        `is a ${kind}, which is not read here; LoRA, LoCon, LoHa, LoKr and DoRA are. Look for one of these.`,
        { kind },
      );
    }
  }
  const kind = otherModels.find(([mark]) => unmatched.some((name) => mark.test(name)))?.[1];
  const guess =
    kind === undefined
      ? 'It is no LoRA, or one for another kind of model (Stable Diffusion 2, XL …)'
      : `It is a LoRA for ${kind}`;
  return new CheckpointError(
    'lora-unmatched',
    file,
    `holds tensors that belong to no weight of this model or lack their other parts: ${listNames(unmatched)}. ` +
      `${guess}; choose one for Stable Diffusion 1.x.`,
    { unmatched },
  );
}
