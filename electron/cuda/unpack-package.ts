import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { HubError } from '../hub/hub-error.ts';

/** A file in a package, as the package's directory lists it. */
interface PackageEntry {
  readonly path: string;
  readonly isDeflated: boolean;
  readonly storedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  readonly localHeader: number;
}

export interface PackageContent {
  /** Bytes of the files that were asked for, unpacked. */
  readonly bytes: number;
  /** Writes them into a folder that is there. @throws as `openPackage` */
  unpack(folder: string, signal: AbortSignal, onBytes: (count: number) => void): Promise<void>;
}

const endRecordBytes = 22;
const longestComment = 65_535;
const directoryLimit = 16 * 2 ** 20;

/**
 * Reads a package, which is a ZIP file without its 64-bit form (APPNOTE 6.3), and finds some of its files in it.
 *
 * @throws HubError `damaged` where it is none, lacks a file, or a file's checksum is wrong; the system's error; the
 *   signal's reason
 */
export async function openPackage(
  file: string,
  wanted: readonly { readonly path: string; readonly name: string }[],
): Promise<PackageContent> {
  const entries = await readDirectory(file);
  const found = wanted.map(({ path, name }) => {
    const entry = entries.find((candidate) => candidate.path === path);
    if (entry === undefined) throw damaged(file, `there is no ${path} in it`);
    return { entry, name };
  });
  return {
    bytes: found.reduce((sum, { entry }) => sum + entry.bytes, 0),
    async unpack(folder, signal, onBytes) {
      for (const { entry, name } of found) {
        await unpackEntry(file, entry, join(folder, name), signal, onBytes);
      }
    },
  };
}

async function readDirectory(file: string): Promise<PackageEntry[]> {
  const handle = await open(file, 'r');
  const read = async (position: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead < length) throw damaged(file, 'it is cut short');
    return buffer;
  };
  try {
    const { size } = await handle.stat();
    const tailBytes = Math.min(size, endRecordBytes + longestComment);
    const tail = await read(size - tailBytes, tailBytes);
    const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (at === -1 || at + endRecordBytes > tail.length) throw damaged(file, 'it is no package');
    const [length, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    if (length > directoryLimit || offset + length > size) {
      throw damaged(file, 'its directory cannot be');
    }
    return readHeaders(file, await read(offset, length));
  } finally {
    await handle.close();
  }
}

function readHeaders(file: string, directory: Buffer): PackageEntry[] {
  const entries: PackageEntry[] = [];
  for (let at = 0; at < directory.length;) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) {
      throw damaged(file, 'its directory is damaged');
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const method = directory.readUInt16LE(at + 10);
    const path = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    if (method === 0 || method === 8) {
      entries.push({
        path,
        isDeflated: method === 8,
        crc: directory.readUInt32LE(at + 16),
        storedBytes: directory.readUInt32LE(at + 20),
        bytes: directory.readUInt32LE(at + 24),
        localHeader: directory.readUInt32LE(at + 42),
      });
    }
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Written whole and lasting; a checksum that is wrong ends it. */
async function unpackEntry(
  file: string,
  entry: PackageEntry,
  target: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  const start = await findData(file, entry);
  const end = start + entry.storedBytes - 1;
  const source = createReadStream(file, { start, end, highWaterMark: 2 ** 20 });
  const handle = await open(target, 'w');
  let [bytes, crc] = [0, 0];
  try {
    const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        // A package that unpacks to more than it says may be meant to fill the disk.
        if (bytes > entry.bytes) throw damaged(file, `${entry.path} is longer than it says`);
        crc = crc32(chunk, crc);
        await handle.writeFile(chunk);
        onBytes(chunk.length);
      }
    };
    if (entry.isDeflated) {
      await pipeline(source, createInflateRaw({ chunkSize: 2 ** 20 }), write, { signal });
    } else await pipeline(source, write, { signal });
    if (bytes !== entry.bytes || crc !== entry.crc) {
      throw damaged(file, `${entry.path} has another checksum`);
    }
    await handle.sync();
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('Z_')) throw damaged(file, `${entry.path} cannot be unpacked`, error);
    throw error;
  } finally {
    await handle.close();
  }
}

async function findData(file: string, { localHeader, path }: PackageEntry): Promise<number> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(30), 0, 30, localHeader);
    if (bytesRead < 30 || buffer.readUInt32LE(0) !== 0x04034b50) {
      throw damaged(file, `${path} is not where its directory says`);
    }
    return localHeader + 30 + buffer.readUInt16LE(26) + buffer.readUInt16LE(28);
  } finally {
    await handle.close();
  }
}

function damaged(file: string, what: string, cause?: unknown): HubError {
  return new HubError('damaged', `The package ${file} cannot be used: ${what}.`, { cause });
}
