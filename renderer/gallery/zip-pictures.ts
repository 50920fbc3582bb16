import { Zip, ZipPassThrough } from 'fflate';

/** A ZIP file without its 64-bit form holds no more. */
const mostZipped = 65_535;
const mostBytes = 2 ** 32 - 2 ** 24;

/** Pictures in one ZIP file, as they are: they are compressed already. */
export function createPictureZip() {
  const parts: Blob[] = [];
  const names = new Set<string>();
  let bytes = 0;
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // A browser keeps a Blob's bytes outside of the page's memory, on disk where they are many.
    parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });
  return {
    /** False where it would not fit any more; the file is then finished without it. */
    async add(name: string, file: Blob): Promise<boolean> {
      if (bytes + file.size > mostBytes || names.size >= mostZipped) return false;
      bytes += file.size + 2 * name.length + 200;
      const entry = new ZipPassThrough(freeName(name, names));
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

/** `猫.png`, `猫-2.png` …: no two entries have one name, on systems that know no case either. */
function freeName(name: string, taken: Set<string>): string {
  const dot = name.lastIndexOf('.');
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? name : `${name.slice(0, dot)}-${copy}${name.slice(dot)}`;
    if (taken.has(free.toLowerCase())) continue;
    taken.add(free.toLowerCase());
    return free;
  }
}
