import { CheckpointError, quoteName } from './checkpoint-error.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { damagedZip, zipInteger } from './zip-damage.ts';
import { centralHeaderBytes, findZipDirectory } from './zip-end-record.ts';

/** One file inside a zip, stored without compression, so its bytes lie in the archive as they are. */
export interface ZipEntry {
  /** Path inside the archive with forward slashes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly crc32: number;
  /** Position of the local header, which lies before the data. */
  readonly localHeader: number;
  /** Nothing of this entry may lie at or after this position: the next entry or the directory begins there. */
  readonly limit: number;
}

export type ZipDirectory = ReadonlyMap<string, ZipEntry>;

const localHeaderBytes = 30;

/**
 * Reads the central directory of a zip: names, sizes and places of its entries. Takes only what PyTorch writes — one
 * disk, no compression, no encryption, directory right before the end record (APPNOTE 6.3, zip64 included) — because
 * every freedom beyond that lets two readers see two different archives in one file.
 * @throws CheckpointError `truncated`, `zip-damaged`, `zip-unsafe-name`, `zip-compressed`.
 */
export async function readZipDirectory(file: CheckpointFile): Promise<ZipDirectory> {
  const end = await findZipDirectory(file);
  const directory = await file.read(end.offset, end.size);
  const headers: CentralHeader[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let index = 0; index < end.entries; index += 1) {
    const header = readCentralHeader(file, directory, at);
    checkName(file, header.name, names);
    headers.push(header);
    at += header.headerBytes;
  }
  if (at !== directory.byteLength) {
    throw damagedZip(
      file,
      `its directory has room for more than the ${end.entries} entries it announces`,
    );
  }
  return new Map(limitEntries(file, headers, end.offset).map((entry) => [entry.name, entry]));
}

/**
 * Position of an entry's first byte. Only the local header knows it: PyTorch pads there to align the data.
 * @throws CheckpointError `zip-damaged` where the local header contradicts the directory.
 */
export async function locateEntryData(file: CheckpointFile, entry: ZipEntry): Promise<number> {
  const nameBytes = Buffer.from(entry.name, 'utf8');
  const header = await file.read(entry.localHeader, localHeaderBytes + nameBytes.byteLength);
  const contradiction =
    header.readUInt32LE(0) !== 0x04034b50 ||
    (header.readUInt16LE(6) & 1) !== 0 ||
    header.readUInt16LE(8) !== 0 ||
    header.readUInt16LE(26) !== nameBytes.byteLength ||
    !header.subarray(localHeaderBytes).equals(nameBytes);
  if (contradiction) {
    throw damagedZip(
      file,
      `the header before ${quoteName(entry.name)} does not agree with its directory`,
    );
  }
  const data =
    entry.localHeader + localHeaderBytes + nameBytes.byteLength + header.readUInt16LE(28);
  if (data + entry.size > entry.limit) {
    throw damagedZip(file, `${quoteName(entry.name)} runs into what follows it`);
  }
  return data;
}

interface CentralHeader {
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  readonly localHeader: number;
  /** Length of this header itself. */
  readonly headerBytes: number;
}

function readCentralHeader(file: CheckpointFile, directory: Buffer, at: number): CentralHeader {
  const room = directory.byteLength - at;
  if (room < centralHeaderBytes || directory.readUInt32LE(at) !== 0x02014b50) {
    throw damagedZip(file, `its directory is cut short or overwritten at byte ${at}`);
  }
  const nameLength = directory.readUInt16LE(at + 28);
  const extraLength = directory.readUInt16LE(at + 30);
  const headerBytes =
    centralHeaderBytes + nameLength + extraLength + directory.readUInt16LE(at + 32);
  if (room < headerBytes) throw damagedZip(file, `its directory is cut short at byte ${at}`);

  const nameAt = at + centralHeaderBytes;
  const name = decodeName(file, directory.subarray(nameAt, nameAt + nameLength));
  const encrypted = (directory.readUInt16LE(at + 8) & 1) !== 0;
  if (encrypted || directory.readUInt16LE(at + 10) !== 0) {
    throw new CheckpointError(
      'zip-compressed',
      file.path,
      `${quoteName(name)} inside it is ${encrypted ? 'encrypted' : 'compressed'}; PyTorch stores weights as they are. ` +
        'Save the checkpoint again with PyTorch, or get the original file.',
      { name },
    );
  }
  const short = {
    stored: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    localHeader: directory.readUInt32LE(at + 42),
  };
  const extra = directory.subarray(nameAt + nameLength, nameAt + nameLength + extraLength);
  const long = readZip64Extra(file, extra, short);
  if (long.stored !== long.size || directory.readUInt16LE(at + 34) !== 0) {
    throw damagedZip(file, `the directory contradicts itself about ${quoteName(name)}`);
  }
  return {
    name,
    size: long.size,
    crc32: directory.readUInt32LE(at + 16),
    localHeader: long.localHeader,
    headerBytes,
  };
}

interface SizesAndPlace {
  readonly stored: number;
  readonly size: number;
  readonly localHeader: number;
}

/** Values that do not fit 32 bits are all ones in the header and follow, in this order, in the extra field 0x0001. */
function readZip64Extra(file: CheckpointFile, extra: Buffer, short: SizesAndPlace): SizesAndPlace {
  let field: Buffer | null = null;
  for (let at = 0; at < extra.byteLength;) {
    if (extra.byteLength - at < 4)
      throw damagedZip(file, 'an extra field in its directory is cut short');
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.byteLength)
      throw damagedZip(file, 'an extra field in its directory is cut short');
    if (extra.readUInt16LE(at) === 1) {
      if (field) throw damagedZip(file, 'its directory gives zip64 sizes twice');
      field = extra.subarray(at + 4, end);
    }
    at = end;
  }
  let at = 0;
  const widen = (value: number): number => {
    if (value !== 0xffffffff) return value;
    if (!field || field.byteLength < at + 8) {
      throw damagedZip(file, 'its directory lacks a zip64 size');
    }
    at += 8;
    return zipInteger(file, field.readBigUInt64LE(at - 8));
  };
  // The order of the format: original size first, then stored size, then place.
  const size = widen(short.size);
  const stored = widen(short.stored);
  return { size, stored, localHeader: widen(short.localHeader) };
}

function decodeName(file: CheckpointFile, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CheckpointError(
      'zip-unsafe-name',
      file.path,
      'is a zip with a name that is not UTF-8. Get the original file.',
      { name: bytes.toString('latin1') },
      { cause },
    );
  }
}

function checkName(file: CheckpointFile, name: string, names: Set<string>): void {
  const fail = (problem: string): never => {
    throw new CheckpointError(
      'zip-unsafe-name',
      file.path,
      `is a zip in which ${quoteName(name)} ${problem}. PyTorch never writes that; do not trust this file.`,
      { name },
    );
  };
  if (names.has(name)) fail('is given twice');
  names.add(name);
  const steps = name.split('/');
  if (steps.some((step) => step === '..' || step === '.' || step === '')) {
    fail('leads outside its folder');
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\\\u0000-\u001f]/.test(name)) fail('holds characters that no system agrees on');
}

/** Sorts entries by place and gives each the room up to the next; overlapping entries are refused. */
function limitEntries(
  file: CheckpointFile,
  headers: readonly CentralHeader[],
  directoryOffset: number,
): ZipEntry[] {
  const sorted = headers.toSorted((a, b) => a.localHeader - b.localHeader);
  return sorted.map((header, index) => {
    const limit = sorted[index + 1]?.localHeader ?? directoryOffset;
    const least = localHeaderBytes + Buffer.byteLength(header.name, 'utf8') + header.size;
    if (header.localHeader + least > limit) {
      throw damagedZip(
        file,
        `${quoteName(header.name)} runs into what follows it, or past the end`,
      );
    }
    const { name, size, crc32, localHeader } = header;
    return { name, size, crc32, localHeader, limit };
  });
}
