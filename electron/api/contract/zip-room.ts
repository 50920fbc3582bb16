/** A ZIP file without its 64-bit form holds no more. */
const mostEntries = 65_535;
const mostBytes = 2 ** 32 - 2 ** 24;

/** What the file says of an entry, beside its name twice. */
const entryBytes = 200;

/** How much still fits into a ZIP file, and names of its own for what goes into it, whoever writes it. */
export function createZipRoom() {
  const names = new Set<string>();
  let bytes = 0;
  return {
    /**
     * The name under which a file of so many bytes goes in: `猫.png`, `猫-2.png` …, as no two entries have one name, on systems
     * that know no case either.
     *
     * @returns null where it would not fit any more; the ZIP file is then finished without it
     */
    take(name: string, size: number): string | null {
      if (names.size >= mostEntries || bytes + size > mostBytes) return null;
      bytes += size + 2 * name.length + entryBytes;
      const dot = name.lastIndexOf('.');
      for (let copy = 1; ; copy++) {
        const free = copy === 1 ? name : `${name.slice(0, dot)}-${copy}${name.slice(dot)}`;
        if (names.has(free.toLowerCase())) continue;
        names.add(free.toLowerCase());
        return free;
      }
    },
  };
}
