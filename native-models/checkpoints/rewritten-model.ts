import { CheckpointError, listNames } from './checkpoint-error.ts';
import type { DiffusersModel, ModelComponent, NetworkName } from './diffusers-model.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/**
 * The tensors of a model that cannot be used where they lie, under names that say the network, for
 * `rewriteCheckpoint`: of each network all or none, since ONNX Runtime takes a network's weights from one drive only.
 *
 * A network has to be rewritten where one of its tensors does not lie row by row, or is bfloat16 or float64: these would
 * be widened in memory each time a session opens, where float32 is mapped from the file.
 * @returns empty where nothing has to be rewritten.
 */
export function tensorsToRewrite(model: DiffusersModel): TensorIndex {
  const named = networksOf(model)
    .filter(([, { tensors }]) => tensors.values().some((entry) => !isUsableInPlace(entry)))
    .flatMap(([network, { tensors }]) =>
      [...tensors].map(([name, entry]): [string, TensorEntry] => [`${network}.${name}`, entry]),
    );
  return new Map(named);
}

function isUsableInPlace({ dtype, strides }: TensorEntry): boolean {
  return strides === undefined && (dtype === 'F32' || dtype === 'F16');
}

/**
 * The model with the weights that a rewritten file holds in the place of its own.
 * @param rewritten what `readCheckpoint` says of the file that `rewriteCheckpoint` wrote.
 * @throws CheckpointError `state-dict-mismatch` where the file was written for another model.
 */
export function useRewritten(
  model: DiffusersModel,
  file: string,
  rewritten: TensorIndex,
): DiffusersModel {
  const { text_encoder, unet, vae } = {
    text_encoder: replaceTensors(file, 'text_encoder', model.textEncoder, rewritten),
    unet: replaceTensors(file, 'unet', model.unet, rewritten),
    vae: replaceTensors(file, 'vae', model.vae, rewritten),
  };
  return { ...model, textEncoder: text_encoder, unet, vae };
}

function replaceTensors<Config>(
  file: string,
  network: NetworkName,
  component: ModelComponent<Config>,
  rewritten: TensorIndex,
): ModelComponent<Config> {
  if (!rewritten.keys().some((name) => name.startsWith(`${network}.`))) return component;
  const stale: string[] = [];
  const tensors = new Map<string, TensorEntry>();
  for (const [name, { shape }] of component.tensors) {
    const entry = rewritten.get(`${network}.${name}`);
    if (entry && isUsableInPlace(entry) && entry.shape.join() === shape.join())
      tensors.set(name, entry);
    else stale.push(name);
  }
  if (stale.length === 0) return { ...component, tensors };
  throw new CheckpointError(
    'state-dict-mismatch',
    file,
    `was written for another model: ${listNames(stale)} are missing or different. Import the model again.`,
    { missing: stale, wrongShape: [], wrongDtype: [] },
  );
}

function networksOf({
  textEncoder,
  unet,
  vae,
}: DiffusersModel): readonly (readonly [NetworkName, ModelComponent<unknown>])[] {
  return [
    ['text_encoder', textEncoder],
    ['unet', unet],
    ['vae', vae],
  ];
}

/** Bytes of a file of these tensors, rewritten, at most, its header aside: the widest that a number becomes has 4 bytes, all others keep theirs. */
export function mostBytes(tensors: TensorIndex): number {
  return tensors
    .values()
    .reduce((sum, { dtype, byteLength }) => sum + (dtype === 'BF16' ? 2 : 1) * byteLength, 0);
}
