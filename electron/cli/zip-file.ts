import { open } from 'node:fs/promises';
import { Zip, ZipPassThrough } from 'fflate';
import { createZipRoom } from '../api/contract/zip-room.ts';

/** A new ZIP file to which files are added as they are; it grows on disk, not in memory. */
export interface ZipFile {
  /** False where it would not fit any more. */
  add(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes its directory. The file is none before. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** @throws the system's error, also `EEXIST` where there is a file already */
export async function createZipFile(path: string): Promise<ZipFile> {
  const file = await open(path, 'wx');
  const room = createZipRoom();
  let waiting: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    waiting.push(chunk);
  });
  const write = async () => {
    for (const chunk of waiting) await file.writeFile(chunk);
    waiting = [];
  };
  return {
    async add(name, bytes) {
      const free = room.take(name, bytes.length);
      if (free === null) return false;
      const entry = new ZipPassThrough(free);
      zip.add(entry);
      entry.push(bytes, true);
      await write();
      return true;
    },
    async finish() {
      zip.end();
      await write();
      await file.sync();
    },
    close: () => file.close(),
  };
}
