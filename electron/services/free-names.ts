import { maxNameLength } from '../api/contract/bounds.ts';

/** As much of a name as fits, whole characters: other programs take any length. */
export function shorten(name: string, most = maxNameLength): string {
  let short = '';
  for (const character of name.trim()) {
    if (short.length + character.length > most) break;
    short += character;
  }
  return short.trimEnd();
}

/**
 * Gives names that nothing has yet: the name itself, else with a number behind it.
 *
 * @param taken folded; grows with every name that is given
 * @param fold what two names are compared by
 */
export function createNames(
  taken: Set<string>,
  fold: (name: string) => string,
): (name: string) => string {
  const next = new Map<string, number>();
  return (name) => {
    const key = fold(name);
    let free = name;
    for (let number = next.get(key) ?? 2; taken.has(fold(free)); number++) {
      const suffix = ` ${number}`;
      free = shorten(name, maxNameLength - suffix.length) + suffix;
      next.set(key, number + 1);
    }
    taken.add(fold(free));
    return free;
  };
}
