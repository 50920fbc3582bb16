import type { CheckpointFile } from './checkpoint-file.ts';
import { damagedZip, truncatedZip, zipInteger } from './zip-damage.ts';

/** A full SD 1.x checkpoint with EMA and optimizer state has about 4 000 entries of 70 bytes each. */
const maxEntries = 100_000;
const maxDirectoryBytes = 16 * 1024 * 1024;

const endRecordBytes = 22;
const zip64LocatorBytes = 20;
const zip64EndRecordBytes = 56;
/** The part of an entry in the directory whose length is fixed. */
export const centralHeaderBytes = 46;

/** Where the central directory lies. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly size: number;
  readonly entries: number;
}

/**
 * Finds the directory by the records at the end of the file, zip64's too.
 * @throws CheckpointError `truncated`, `zip-damaged`.
 */
export async function findZipDirectory(file: CheckpointFile): Promise<DirectoryPlace> {
  if (file.size < endRecordBytes) throw truncatedZip(file);
  // PyTorch writes no archive comment, so the end record is the very end of the file.
  const record = await file.read(file.size - endRecordBytes, endRecordBytes);
  if (record.readUInt32LE(0) !== 0x06054b50 || record.readUInt16LE(20) !== 0)
    throw truncatedZip(file);
  const disks = [record.readUInt16LE(4), record.readUInt16LE(6)];
  const counts = [record.readUInt16LE(8), record.readUInt16LE(10)];
  if (disks.some((disk) => disk !== 0) || counts[0] !== counts[1]) {
    throw damagedZip(file, 'it says it is one part of several');
  }
  const short = {
    entries: record.readUInt16LE(10),
    size: record.readUInt32LE(12),
    offset: record.readUInt32LE(16),
  };
  const zip64 = await readZip64EndRecord(file);
  if (zip64) {
    // The short record repeats the long one's values, or holds all ones where they do not fit.
    const agrees =
      (short.entries === 0xffff || short.entries === zip64.entries) &&
      (short.size === 0xffffffff || short.size === zip64.size) &&
      (short.offset === 0xffffffff || short.offset === zip64.offset);
    if (!agrees) throw damagedZip(file, 'its two end records contradict each other');
  }
  const place = zip64 ?? short;
  const directoryEnd = zip64?.position ?? file.size - endRecordBytes;
  if (place.offset + place.size !== directoryEnd) {
    throw damagedZip(file, 'its directory does not lie where its end record says');
  }
  if (
    place.entries > maxEntries ||
    place.size > maxDirectoryBytes ||
    place.entries * centralHeaderBytes > place.size
  ) {
    throw damagedZip(
      file,
      `it announces ${place.entries} entries in a directory of ${place.size} bytes`,
    );
  }
  return place;
}

async function readZip64EndRecord(
  file: CheckpointFile,
): Promise<(DirectoryPlace & { readonly position: number }) | null> {
  const locatorAt = file.size - endRecordBytes - zip64LocatorBytes;
  if (locatorAt < zip64EndRecordBytes) return null;
  const locator = await file.read(locatorAt, zip64LocatorBytes);
  if (locator.readUInt32LE(0) !== 0x07064b50) return null;
  const position = zipInteger(file, locator.readBigUInt64LE(8));
  if (position + zip64EndRecordBytes !== locatorAt) {
    throw damagedZip(file, 'its zip64 end record does not lie where its locator says');
  }
  const record = await file.read(position, zip64EndRecordBytes);
  const valid =
    record.readUInt32LE(0) === 0x06064b50 &&
    record.readBigUInt64LE(4) === BigInt(zip64EndRecordBytes - 12) &&
    record.readUInt32LE(16) === 0 &&
    record.readUInt32LE(20) === 0 &&
    record.readBigUInt64LE(24) === record.readBigUInt64LE(32);
  if (!valid) throw damagedZip(file, 'its zip64 end record is not valid');
  return {
    entries: zipInteger(file, record.readBigUInt64LE(32)),
    size: zipInteger(file, record.readBigUInt64LE(40)),
    offset: zipInteger(file, record.readBigUInt64LE(48)),
    position,
  };
}
