import { CheckpointError, quoteName } from './checkpoint-error.ts';

/**
 * Recognises by its first bytes what is often found under a checkpoint's name and is none that can be read.
 * @param start the first kilobyte, or all of a smaller file.
 * @returns the error to throw, or null where nothing is recognised.
 */
export function explainForeignFile(file: string, start: Buffer): CheckpointError | null {
  const text = start
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('version https://git-lfs.github.com/')) {
    return new CheckpointError(
      'git-lfs-pointer',
      file,
      'is a Git LFS pointer, not the weights themselves. Run "git lfs pull" in its repository, or download the file from the web page.',
    );
  }
  if (/^<(?:!doctype html|html|head|\?xml|!--)/i.test(text)) {
    return new CheckpointError(
      'html-page',
      file,
      'is a web page, not a model: the download needed a login or a licence to be accepted first. Open the address in a browser and download again.',
    );
  }
  if (/^(?:\{\s*["}]|\[\s*[\]{["\d-])/.test(text)) {
    const excerpt = text.slice(0, 200).replaceAll(/\s+/g, ' ').trim();
    return new CheckpointError(
      'json-document',
      file,
      `is a JSON document, not a model; it begins: ${quoteName(excerpt)}. Download the file again.`,
      { excerpt },
    );
  }
  if (start[0] === 0x80 && start[1] !== undefined && start[1] <= 5) {
    return new CheckpointError(
      'bare-pickle',
      file,
      'is a bare Python pickle, which can contain a program. It was not opened; look for a safetensors version.',
    );
  }
  const format = foreignFormats.find(({ at, bytes }) =>
    start.subarray(at, at + bytes.byteLength).equals(bytes),
  );
  const name = format?.name ?? (isOnnx(start) ? 'ONNX' : null);
  return name === null
    ? null
    : new CheckpointError(
        'other-format',
        file,
        `is ${name}, which is not read here whatever its name ends with. Choose safetensors or PyTorch weights.`,
        { format: name },
      );
}

interface ForeignFormat {
  readonly name: string;
  readonly at: number;
  readonly bytes: Buffer;
}

const foreignFormats: readonly ForeignFormat[] = [
  { name: 'GGUF', at: 0, bytes: Buffer.from('GGUF') },
  { name: 'GGML', at: 0, bytes: Buffer.from('lmgg') },
  { name: 'HDF5 (Keras)', at: 0, bytes: Buffer.from('894844460d0a1a0a', 'hex') },
  { name: 'a NumPy array', at: 0, bytes: Buffer.from('\u0093NUMPY', 'latin1') },
  { name: 'an empty zip archive', at: 0, bytes: Buffer.from('PK\u0005\u0006', 'latin1') },
  { name: 'a gzip archive', at: 0, bytes: Buffer.from('1f8b', 'hex') },
  { name: 'a 7-Zip archive', at: 0, bytes: Buffer.from('377abcaf271c', 'hex') },
  { name: 'a RAR archive', at: 0, bytes: Buffer.from('Rar!') },
  { name: 'a tar archive', at: 257, bytes: Buffer.from('ustar') },
  { name: 'TensorFlow Lite', at: 4, bytes: Buffer.from('TFL3') },
  { name: 'a PNG picture', at: 0, bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
  { name: 'a JPEG picture', at: 0, bytes: Buffer.from('ffd8ff', 'hex') },
];

/** An ONNX ModelProto begins with field 1 (ir_version, a small number) and field 2 (producer_name, text). */
function isOnnx(start: Buffer): boolean {
  const [field, irVersion = 0, next, length = 0] = start;
  if (field !== 0x08 || irVersion === 0 || irVersion > 32 || next !== 0x12 || length === 0)
    return false;
  const producer = start.subarray(4, 4 + length).toString('latin1');
  return /^[\w .:/-]+$/.test(producer);
}
