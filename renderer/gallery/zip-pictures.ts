import { Zip, ZipPassThrough } from 'fflate';
import { createZipRoom } from '../../electron/api/contract/zip-room.ts';

/** Pictures in one ZIP file, as they are: they are compressed already. */
export function createPictureZip() {
  const parts: Blob[] = [];
  const room = createZipRoom();
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // A browser keeps a Blob's bytes outside of the page's memory, on disk where they are many.
    parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });
  return {
    /** False where it would not fit any more; the file is then finished without it. */
    async add(name: string, file: Blob): Promise<boolean> {
      const free = room.take(name, file.size);
      if (free === null) return false;
      const entry = new ZipPassThrough(free);
      zip.add(entry);
      entry.push(new Uint8Array(await file.arrayBuffer()), true);
      return true;
    },
    finish(): Blob {
      zip.end();
      return new Blob(parts, { type: 'application/zip' });
    },
  };
}
