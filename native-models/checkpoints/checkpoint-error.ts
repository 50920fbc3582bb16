/**
 * What can be wrong with a checkpoint. The interface has its own words for each code; `data` carries the particulars
 * named here.
 */
export type CheckpointErrorCode =
  // The file as such
  /** No such file or folder. */
  | 'not-found'
  /** The system refuses to read it. `data.reason`: system code, e.g. EACCES. */
  | 'unreadable'
  /** A folder where a file is expected, or the other way round. */
  | 'wrong-kind-of-path'
  | 'empty-file'
  /** The file ends before its own directory says so: an interrupted download or copy. */
  | 'truncated'
  // Something else under a checkpoint's name
  | 'html-page'
  | 'git-lfs-pointer'
  /** Usually a server's error message. `data.excerpt`: its beginning. */
  | 'json-document'
  /** Recognised, but no format that is read here. `data.format`: e.g. GGUF, HDF5. */
  | 'other-format'
  | 'unknown-format'
  // Python's files that are recognised but not read
  /** A Python pickle without PyTorch's container; never read. */
  | 'bare-pickle'
  | 'torchscript'
  // safetensors
  /** The length field, or a header that is no valid description of tensors. */
  | 'safetensors-header'
  /** One tensor's description contradicts itself, the file, or another tensor. `data.tensor`. */
  | 'safetensors-tensor'
  // PyTorch files
  /** The zip's records contradict each other or the file. */
  | 'zip-damaged'
  /** Names that lead outside the archive, twice the same name, two roots. `data.name`. */
  | 'zip-unsafe-name'
  /** `data.name`: the compressed (or encrypted) entry; PyTorch stores without compression. */
  | 'zip-compressed'
  /** A zip, but not one that PyTorch wrote. */
  | 'zip-not-torch'
  /** The pickle stream breaks its own rules. `data.position`: byte in data.pkl. */
  | 'pickle-damaged'
  /** An instruction that state dicts do not need. `data.opcode`, `data.position`. */
  | 'pickle-unsupported'
  /** Refers to Python code that weights do not need; nothing was run. `data.global`: its dotted name. */
  | 'pickle-forbidden-global'
  /** More objects, bytes or nesting than any checkpoint has. */
  | 'pickle-limit'
  /** Well-formed, but holds no table of tensors by name. */
  | 'no-state-dict'
  /** The bytes of a tensor are missing, or not as many as announced. `data.storage`. */
  | 'storage-damaged'
  /** Bytes that no longer have the checksum they were saved with. `data.storage`. */
  | 'weights-damaged'
  /** Infinite or not a number. `data.tensors`. */
  | 'weights-not-finite'
  /** A tensor's shape, strides or offset are impossible. `data.tensor`. */
  | 'tensor-invalid'
  /** Valid, but not laid out so that it can be used in place: see rewrite-checkpoint.ts. `data.tensors`: names. */
  | 'needs-rewrite'
  // Models
  /** `data.missing`: every file that a complete folder would have. */
  | 'folder-incomplete'
  /** A JSON file that cannot be understood. `data.problems`. */
  | 'config-invalid'
  /** `data.pipelineClass`. */
  | 'unsupported-pipeline'
  /** Another kind of model, or an addition to one. `data.architecture`: e.g. Stable Diffusion XL, LoRA. */
  | 'other-architecture'
  /** A single file without one of the three networks. `data.missing`: folder names, e.g. vae. */
  | 'part-missing'
  /** A single file whose sizes are not those that its configuration follows from. `data.problems`. */
  | 'config-needed'
  /** A text encoder for another vocabulary than CLIP's, which came without. `data.vocabulary`: pieces. */
  | 'tokenizer-needed'
  /** A configuration that Stable Diffusion 1.x cannot have. `data.problems`. */
  | 'unsupported-architecture'
  /** `data.missing`, `data.wrongShape`, `data.wrongDtype`: names of tensors. */
  | 'state-dict-mismatch'
  /** The same tensor under an old and a new name, or with and without prefix. `data.tensors`. */
  | 'ambiguous-names'
  // LoRAs and embeddings
  /** A relative of LoRA. `data.kind`: e.g. LoHa, DoRA. */
  | 'lora-unsupported'
  /** `data.unmatched`: names of tensors that belong to no weight of the model. */
  | 'lora-unmatched'
  /** `data.wrongShape`: weights, and the shapes that do not go together. */
  | 'lora-wrong-shape'
  /** Holds no vectors for one placeholder word, or of another width. */
  | 'embedding-invalid';

export type CheckpointErrorData = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * A checkpoint or model folder that cannot be used. Reading never writes, so the file is always unharmed; the message
 * says what failed, on which file, and what to do.
 */
export class CheckpointError extends Error {
  readonly code: CheckpointErrorCode;
  /** Path of the file (or folder) at fault. */
  readonly file: string;
  readonly data: CheckpointErrorData;

  constructor(
    code: CheckpointErrorCode,
    file: string,
    explanation: string,
    data: CheckpointErrorData = {},
    options?: ErrorOptions,
  ) {
    super(`${file}: ${explanation}`, options);
    this.name = 'CheckpointError';
    this.code = code;
    this.file = file;
    this.data = data;
  }
}

/** The first few of many names, for a message that must stay readable; `data` carries them all. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).map((name) => quoteName(name));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** A name out of an untrusted file, fit for a one-line message: escaped, and not longer than 120 characters. */
export function quoteName(name: string): string {
  const escaped = JSON.stringify(name.length > 120 ? `${name.slice(0, 119)}…` : name);
  return escaped.replaceAll(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
