import type { LoraPart } from './lora-names.ts';
import type { TensorEntry } from './tensor-entry.ts';
import type { Factors, Magnitude } from './weight-delta.ts';

/** The tensors of one module, by what they are. */
export type LoraParts = ReadonlyMap<LoraPart, TensorEntry>;

/** What a module adds to its weight. */
export interface LoraForm {
  readonly factors: Factors;
  /** What alpha is divided by; null where alpha means nothing, for nothing in the module is of low rank. */
  readonly rank: number | null;
  readonly magnitude?: Magnitude;
}

/**
 * What the tensors of a module are together: a LoRA, LoCon's Tucker decomposition, LoHa, LoKr (LyCORIS, arXiv 2309.14859) or
 * the whole difference, each with DoRA's lengths or without.
 *
 * @returns null where one lacks its other half, or one is left over.
 */
export function recognizeForm(parts: LoraParts): LoraForm | null {
  const used = new Set<LoraPart>(['alpha', 'lengths', 'lengthsOfOutputs']);
  const take = (part: LoraPart): TensorEntry | undefined => {
    used.add(part);
    return parts.get(part);
  };
  const form = readLora(take) ?? readHadamard(take) ?? readKronecker(take) ?? readWhole(take);
  if (form === null || [...parts.keys()].some((part) => !used.has(part))) return null;
  const magnitude = magnitudeOf(parts);
  return magnitude === null ? form : { ...form, magnitude };
}

type Take = (part: LoraPart) => TensorEntry | undefined;

function readLora(take: Take): LoraForm | null {
  const [up, down] = [take('up'), take('down')];
  if (!up || !down) return null;
  const core = take('mid');
  const rank = down.shape[0] ?? 1;
  if (!core) return { factors: { kind: 'product', up, down }, rank };
  return { factors: { kind: 'tucker', up, core, down, isTurned: false }, rank };
}

function readHadamard(take: Take): LoraForm | null {
  const first = readPair(take('hadamard1a'), take('hadamard1b'), take('hadamard1core'));
  const second = readPair(take('hadamard2a'), take('hadamard2b'), take('hadamard2core'));
  if (!first || !second) return null;
  return {
    factors: { kind: 'hadamard', factors: [first.factors, second.factors] },
    rank: first.rank,
  };
}

function readKronecker(take: Take): LoraForm | null {
  const first =
    readFull(take('kronecker1')) ?? readPair(take('kronecker1a'), take('kronecker1b'), undefined);
  const second =
    readFull(take('kronecker2')) ??
    readPair(take('kronecker2a'), take('kronecker2b'), take('kronecker2core'));
  if (!first || !second) return null;
  const factors = { kind: 'kronecker', factors: [first.factors, second.factors] } as const;
  // Both have the same where both are of low rank.
  return { factors, rank: second.rank ?? first.rank };
}

function readWhole(take: Take): LoraForm | null {
  return readFull(take('difference'));
}

function readFull(tensor: TensorEntry | undefined): LoraForm | null {
  return tensor === undefined ? null : { factors: { kind: 'whole', tensor }, rank: null };
}

function readPair(
  up: TensorEntry | undefined,
  down: TensorEntry | undefined,
  core: TensorEntry | undefined,
): LoraForm | null {
  if (!up || !down) return null;
  const rank = down.shape[0] ?? 1;
  if (!core) return { factors: { kind: 'product', up, down }, rank };
  return { factors: { kind: 'tucker', up, core, down, isTurned: true }, rank };
}

/** LyCORIS keeps the lengths as they are multiplied: `[out, 1, …]` or `[1, in, 1, …]`. PEFT's are always of outputs. */
function magnitudeOf(parts: LoraParts): Magnitude | null {
  const ofOutputs = parts.get('lengthsOfOutputs');
  if (ofOutputs) return { tensor: ofOutputs, per: 'output' };
  const tensor = parts.get('lengths');
  if (!tensor) return null;
  const [rows = 1, columns = 1] = tensor.shape;
  return { tensor, per: rows === 1 && columns > 1 ? 'input' : 'output' };
}
