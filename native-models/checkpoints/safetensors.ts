import { CheckpointError, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { parseStrictJson, StrictJsonError, type StrictJson } from './strict-json.ts';
import { isTensorDtype, tensorBytes } from './tensor-dtype.ts';
import type { CheckpointContents, TensorEntry } from './tensor-entry.ts';

/** 8 bytes little-endian length, then that many bytes of JSON, then the tensors' bytes. */
const lengthFieldBytes = 8;

/**
 * Longest header read. The safetensors library stops at 100 MB; a whole SD 1.x checkpoint with EMA needs 0.3 MB, and
 * this limit keeps a hostile header from costing memory.
 */
export const maxHeaderBytes = 8 * 1024 * 1024;

/**
 * Reads the header of a safetensors file; never the weights. Refuses what the safetensors library 0.8.0
 * refuses: overlaps, gaps, bytes after the last tensor, fractional or signed offsets, keys given twice.
 * @returns tensors in the order of their bytes.
 * @throws CheckpointError `truncated`, `safetensors-header`, `safetensors-tensor`.
 */
export async function readSafetensors(file: CheckpointFile): Promise<CheckpointContents> {
  const header = await readHeader(file);
  const dataStart = lengthFieldBytes + header.byteLength;
  const table = parseHeader(file, header);
  const entries: TensorEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of table) {
    if (name === '__metadata__') metadata = readMetadata(file, value);
    else entries.push(readEntry(file, name, value, dataStart));
  }
  entries.sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  checkCoverage(file, entries, dataStart);
  return { tensors: new Map(entries.map((entry) => [entry.name, entry])), metadata };
}

/**
 * Whether the first bytes of a file of `size` bytes can only be those of a safetensors file: a length that fits, then
 * the opening brace of the header. Needs 9 bytes.
 */
export function looksLikeSafetensors(start: Buffer, size: number): boolean {
  if (start.byteLength <= lengthFieldBytes) return false;
  const length = start.readBigUInt64LE(0);
  return length <= BigInt(size - lengthFieldBytes) && start[lengthFieldBytes] === 0x7b;
}

async function readHeader(file: CheckpointFile): Promise<Buffer> {
  if (file.size < lengthFieldBytes) {
    throw new CheckpointError(
      'truncated',
      file.path,
      `is only ${file.size} bytes long, too short for a safetensors file. Download it again.`,
    );
  }
  const length = (await file.read(0, lengthFieldBytes)).readBigUInt64LE(0);
  if (length > BigInt(maxHeaderBytes)) {
    throw headerError(
      file,
      `announces a header of ${length} bytes; more than ${maxHeaderBytes} is refused`,
    );
  }
  if (length > BigInt(file.size - lengthFieldBytes)) {
    throw new CheckpointError(
      'truncated',
      file.path,
      `announces a header of ${length} bytes but has only ${file.size - lengthFieldBytes} after its length field. Download it again.`,
    );
  }
  return await file.read(lengthFieldBytes, Number(length));
}

function parseHeader(file: CheckpointFile, header: Buffer): ReadonlyMap<string, StrictJson> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw headerError(file, 'has a header that is not UTF-8', cause);
  }
  let table: StrictJson;
  try {
    table = parseStrictJson(text);
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw headerError(file, `has a header that is not valid JSON: ${cause.message}`, cause);
  }
  if (!(table instanceof Map)) {
    throw headerError(file, 'has a header that is not a JSON object');
  }
  return table;
}

function readMetadata(file: CheckpointFile, value: StrictJson): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) throw headerError(file, 'has __metadata__ that is not a table');
  const metadata = new Map<string, string>();
  for (const [name, text] of value) {
    if (typeof text !== 'string') {
      throw headerError(file, 'has __metadata__ that is not a table of strings');
    }
    metadata.set(name, text);
  }
  return metadata;
}

function readEntry(
  file: CheckpointFile,
  name: string,
  value: StrictJson,
  dataStart: number,
): TensorEntry {
  const fail = (problem: string): never => {
    throw new CheckpointError(
      'safetensors-tensor',
      file.path,
      `tensor ${quoteName(name)} ${problem}. The file is damaged or was written wrongly; download it again.`,
      { tensor: name },
    );
  };
  if (!(value instanceof Map)) return fail('has no description');
  const dtype = value.get('dtype');
  if (typeof dtype !== 'string') return fail('has no dtype');
  if (/^F(?:4|6|8)(?:_|$)/.test(dtype)) {
    throw new CheckpointError(
      'safetensors-tensor',
      file.path,
      `tensor ${quoteName(name)} holds floating-point numbers of 8 bits or less (${quoteName(dtype)}), which are not read here. Look for the same file in float16, bfloat16 or float32.`,
      { tensor: name },
    );
  }
  if (!isTensorDtype(dtype))
    return fail(`has the type ${quoteName(dtype)}, which is not read here`);

  const shape = readIntegers(value.get('shape'));
  if (!shape) return fail('has a shape that is not a list of non-negative integers');
  const offsets = readIntegers(value.get('data_offsets'));
  const [begin, end] = offsets ?? [];
  if (begin === undefined || end === undefined || offsets?.length !== 2) {
    return fail('has data_offsets that are not two non-negative integers');
  }
  if (end < begin) return fail('ends before it begins');
  const byteLength = tensorBytes(shape, dtype);
  if (byteLength === null) return fail('has a shape too large for any file');
  if (byteLength !== end - begin) {
    return fail(`needs ${byteLength} bytes by its shape and type but has ${end - begin}`);
  }
  if (end > file.size - dataStart) {
    throw new CheckpointError(
      'truncated',
      file.path,
      `tensor ${quoteName(name)} ends at byte ${dataStart + end} but the file at ${file.size}. Download it again.`,
      { tensor: name },
    );
  }
  return { name, dtype, shape, file: file.path, offset: dataStart + begin, byteLength };
}

/** Non-negative integers below 2⁵³ without fraction or exponent, or null. */
function readIntegers(value: StrictJson | undefined): readonly number[] | null {
  if (!Array.isArray(value)) return null;
  const integers: number[] = [];
  for (const item of value as readonly StrictJson[]) {
    const digits = typeof item === 'object' && item !== null && 'digits' in item && item.digits;
    if (typeof digits !== 'string' || !/^\d+$/.test(digits)) return null;
    const integer = Number(digits);
    if (!Number.isSafeInteger(integer)) return null;
    integers.push(integer);
  }
  return integers;
}

/** The tensors' bytes must follow each other without gap or overlap and end with the file. */
function checkCoverage(
  file: CheckpointFile,
  entries: readonly TensorEntry[],
  dataStart: number,
): void {
  let covered = dataStart;
  for (const entry of entries) {
    if (entry.offset !== covered) {
      const problem =
        entry.offset < covered ? 'overlaps the one before it' : 'leaves a gap before it';
      throw new CheckpointError(
        'safetensors-tensor',
        file.path,
        `tensor ${quoteName(entry.name)} ${problem}. The file is damaged or was written wrongly; download it again.`,
        { tensor: entry.name },
      );
    }
    covered += entry.byteLength;
  }
  if (covered !== file.size) {
    throw headerError(
      file,
      `has ${file.size - covered} bytes after its last tensor that belong to nothing`,
    );
  }
}

function headerError(file: CheckpointFile, problem: string, cause?: unknown): CheckpointError {
  return new CheckpointError(
    'safetensors-header',
    file.path,
    `${problem}. The file is damaged or was written wrongly; download it again.`,
    {},
    cause === undefined ? {} : { cause },
  );
}
