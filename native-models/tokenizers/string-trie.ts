/** A set of strings, each with a number, searched by the prefixes of a text. */
export interface StringTrie {
  insert(key: string, value: number): void;
  /** Visits every key that the text continues with at `from`, shortest first; `end` is the UTF-16 index behind it. */
  visitPrefixes(text: string, from: number, visit: (end: number, value: number) => void): void;
}

const ROOT = 0;
const UNIT_RANGE = 0x10000;

/**
 * A trie over UTF-16 units. All edges lie in one hash map, keyed by node and unit together, which keeps the tens of
 * thousands of nodes of a vocabulary small and fast to build.
 */
export function createStringTrie(): StringTrie {
  const edges = new Map<number, number>();
  const values = new Map<number, number>();

  return {
    insert(key, value) {
      let node = ROOT;
      for (let i = 0; i < key.length; i++) {
        const edge = node * UNIT_RANGE + key.charCodeAt(i);
        const next = edges.get(edge) ?? edges.size + 1;
        edges.set(edge, next);
        node = next;
      }
      values.set(node, value);
    },
    visitPrefixes(text, from, visit) {
      let node: number | undefined = ROOT;
      for (let at = from; at < text.length; at++) {
        node = edges.get(node * UNIT_RANGE + text.charCodeAt(at));
        if (node === undefined) return;
        const value = values.get(node);
        if (value !== undefined) visit(at + 1, value);
      }
    },
  };
}
