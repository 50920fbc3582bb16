import { open } from 'node:fs/promises';
import { Zip, ZipPassThrough } from 'fflate';

/** A ZIP file without its 64-bit form holds no more. */
const mostEntries = 65_535;
const mostBytes = 2 ** 32 - 2 ** 24;

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
  const names = new Set<string>();
  let waiting: Uint8Array[] = [];
  let bytesDone = 0;
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
      if (names.size >= mostEntries || bytesDone + bytes.length > mostBytes) return false;
      bytesDone += bytes.length + 2 * name.length + 200;
      const entry = new ZipPassThrough(freeName(name, names));
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

function freeName(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.');
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? name : `${name.slice(0, dot)}-${copy}${name.slice(dot)}`;
    if (taken.has(free.toLowerCase())) continue;
    taken.add(free.toLowerCase());
    return free;
  }
}
