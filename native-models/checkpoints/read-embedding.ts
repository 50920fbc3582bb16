import { basename, extname } from 'node:path';
import { CheckpointError, listNames } from './checkpoint-error.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { readTensors } from './read-tensor.ts';

/** A textual inversion: vectors for a text encoder that stand for one new word. */
export interface TextualInversion {
  /**
   * The word as diffusers' file names it, e.g. `<cat-toy>`; else the file's name, as in the WebUI. Not empty, without space
   * around it, and at most 100 UTF-16 units long.
   */
  readonly word: string;
  /** One or more, each of the text encoder's hidden size, in order. */
  readonly vectors: readonly Float32Array[];
}

/** A prompt has 75 places. */
const maxVectors = 75;
const maxWordLength = 100;

/**
 * Reads a textual inversion in the forms it is met:
 *
 * - the WebUI's `.pt`: `string_to_param` with the one key `*`; its `.safetensors`: `emb_params`; newer trainers' `clip_l`
 * - diffusers' `learned_embeds.bin` and `.safetensors`: one tensor, named by the word
 *
 * @param width hidden size of the text encoder that it is for.
 * @throws CheckpointError `embedding-invalid` where the file holds anything else or vectors for another model, and all
 *   that opening a file can meet.
 */
export async function readEmbedding(file: string, width: number): Promise<TextualInversion> {
  const tensors = [...(await readCheckpoint(file)).values()];
  const [entry] = tensors;
  if (tensors.some(({ name }) => name === 'clip_g')) {
    throw invalid(
      file,
      'is a textual inversion for Stable Diffusion XL, with vectors for its second text encoder',
    );
  }
  if (!entry || tensors.length > 1) {
    const names = tensors.map(({ name }) => name);
    throw invalid(
      file,
      `holds ${names.length} tensors (${listNames(names)}) and not the one of a textual inversion`,
    );
  }
  const [count = 1, size = 0] = entry.shape.length === 1 ? [1, ...entry.shape] : entry.shape;
  if (entry.shape.length > 2 || size !== width || count < 1 || count > maxVectors) {
    throw invalid(
      file,
      `holds a tensor of shape [${entry.shape.join(', ')}] where 1 to ${maxVectors} vectors of ${width} numbers are needed`,
    );
  }
  const [values = new Float32Array()] = await readTensors([entry]);
  if (!values.every(Number.isFinite)) throw invalid(file, 'holds numbers that are not finite');
  const vectors = Array.from({ length: count }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
  const isNamed = !namesOfNoWord.has(entry.name) && isWord(entry.name);
  return { word: isNamed ? entry.name : basename(file, extname(file)), vectors };
}

/** What the WebUI and trainers that write SDXL's form too call the tensor. */
const namesOfNoWord: ReadonlySet<string> = new Set(['*', 'emb_params', 'clip_l']);

/** Whether a prompt can hold it: prompts are searched for it. */
function isWord(name: string): boolean {
  return name !== '' && name.trim() === name && name.length <= maxWordLength && name.isWellFormed();
}

function invalid(file: string, problem: string): CheckpointError {
  return new CheckpointError(
    'embedding-invalid',
    file,
    `${problem}. Choose a textual inversion that was made for this kind of model (Stable Diffusion 1.x: 768 numbers).`,
  );
}
