import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import { type LoraKey, type LoraNetwork, type LoraPart, parseLoraKey } from './lora-names.ts';
import type { LowRankDelta } from './low-rank-delta.ts';
import { readPeftScales } from './peft-config.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readTensors } from './read-tensor.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/** What a LoRA adds to a model: by network, then by the key of the weight. */
export type LoraDeltas = Readonly<Record<LoraNetwork, ReadonlyMap<string, LowRankDelta>>>;

type Networks = Readonly<Record<LoraNetwork, TensorIndex>>;

/**
 * Reads a LoRA (kohya and LoCon's convolutions, diffusers, PEFT; see lora-names.ts) for a model. Only headers and the
 * alphas are read. Each module's own alpha counts, as in kohya's `merge_lora.py`; else PEFT's (see peft-config.ts).
 *
 * @param networks tensors of the model that the LoRA is for, under their current names.
 * @throws CheckpointError `lora-unsupported` for other kinds (LoHa, LoKr, DoRA …), `lora-unmatched` where a tensor belongs
 *   to no weight of the model or lacks its other half, `lora-wrong-shape`, and all that opening a file can meet.
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
  const scales = await readScales(file, modules);
  const deltasOf = (network: LoraNetwork) =>
    new Map(
      modules.flatMap(({ down, up, ...module }, index) => {
        const delta = { down, up, scale: scales[index] ?? 1 };
        return module.network === network ? [[module.key, delta] as const] : [];
      }),
    );
  return { unet: deltasOf('unet'), textEncoder: deltasOf('textEncoder') };
}

interface LoraModule {
  readonly network: LoraNetwork;
  /** The weight that it changes, by key. */
  readonly key: string;
  readonly weight: TensorEntry;
  readonly down: TensorEntry;
  readonly up: TensorEntry;
  readonly alpha: TensorEntry | undefined;
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
    const partNamed = (part: LoraPart) =>
      group.filter((one) => one.place?.part === part).map(({ entry }) => entry);
    const [downs, ups, alphas] = [partNamed('down'), partNamed('up'), partNamed('alpha')];
    const [[down], [up], [alpha]] = [downs, ups, alphas];
    // A part in two forms of keys would be two answers to one question.
    const isSound = [downs, ups, alphas].every(({ length }) => length <= 1);
    if (weight && down && up && isSound) {
      const { network, key } = place;
      modules.push({ network, key, weight, down, up, alpha });
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
  return ({ network, module, isFlattened }) => {
    if (isFlattened) return flattened[network].get(`${module}_weight`);
    const key = `${module}.weight`;
    return networks[network].has(key) ? key : undefined;
  };
}

/** Whether up × down has the weight's shape. Spellings of a 1×1 convolution as a linear layer are the same. */
function fits({ weight, down, up, alpha }: LoraModule): boolean {
  const [rank, ...inputs] = trimOnes(down.shape);
  const [outputs, upRank = 1, ...rest] = trimOnes(up.shape);
  const product = trimOnes([outputs ?? 1, ...inputs]);
  const isNumber = !alpha || trimOnes(alpha.shape).length === 0;
  return (
    rank !== 0 &&
    (rank ?? 1) === upRank &&
    rest.length === 0 &&
    isNumber &&
    sameShape(product, trimOnes(weight.shape))
  );
}

function describeShapes({ key, weight, down, up }: LoraModule): string {
  const [shape, upShape, downShape] = [weight, up, down].map((entry) => entry.shape.join(', '));
  return `${key} [${shape}] from [${upShape}] and [${downShape}]`;
}

/** alpha / rank of each module: by its own alpha, else by PEFT's configuration, else 1. */
async function readScales(file: string, modules: readonly LoraModule[]): Promise<number[]> {
  const peftScales = await readPeftScales(file);
  const alphas = modules.map(({ alpha }) => alpha).filter((alpha) => alpha !== undefined);
  const values = await readTensors(alphas);
  const numbers = new Map(alphas.map((alpha, index) => [alpha, values[index]?.[0] ?? Number.NaN]));
  return modules.map(({ network, key, alpha, down }) => {
    const [rank = 1] = down.shape;
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

function trimOnes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, shape.findLastIndex((size) => size !== 1) + 1);
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Marks of the relatives of LoRA, by what their keys end with. */
const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/\.hada_w\d/, 'LoHa'],
  [/\.lokr_w\d/, 'LoKr'],
  [/\.dora_scale$|\.lora_magnitude_vector/, 'DoRA'],
  [/\.lora_mid\./, 'LoCon with Tucker decomposition'],
  [/\.oft_|\.diff(?:_b)?$|\.w_norm$/, 'OFT or full differences'],
];

function explainUnmatched(file: string, unmatched: readonly string[]): CheckpointError {
  for (const [mark, kind] of otherKinds) {
    if (unmatched.some((name) => mark.test(name))) {
      return new CheckpointError(
        'lora-unsupported',
        file,
        `is a ${kind}, which is not read here; LoRA and LoCon are. Look for the plain LoRA.`,
        { kind },
      );
    }
  }
  return new CheckpointError(
    'lora-unmatched',
    file,
    `holds tensors that belong to no weight of this model or lack their other half: ${listNames(unmatched)}. ` +
      'It is no LoRA, or one for another kind of model (Stable Diffusion 2, XL …); choose one for Stable Diffusion 1.x.',
    { unmatched },
  );
}
