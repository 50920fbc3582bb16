import { lstat, readdir } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

/**
 * The path as the disk spells it. 「が」 may be one character or two (NFC, NFD), which look the same and are different names
 * to most systems: macOS hands out the second, keyboards the first. Where a name is not there as it was given, one that
 * only differs in that is taken.
 *
 * @param path absolute
 * @returns `path` itself where it is there, or where nothing like it is
 */
export async function findSpelling(path: string): Promise<string> {
  if (await isThere(path)) return path;
  const { root } = parse(path);
  let found = root;
  for (const name of path.slice(root.length).split(sep)) {
    const next = join(found, name);
    if (await isThere(next)) {
      found = next;
      continue;
    }
    const wanted = name.normalize('NFC');
    const names = await readdir(found).catch(() => []);
    const alike = names.find((one) => one.normalize('NFC') === wanted);
    if (alike === undefined) return path;
    found = join(found, alike);
  }
  return found;
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
