import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const TYPES = { normal: 1, unknown: 2, control: 3, 'user-defined': 4, unused: 5, byte: 6 } as const;

export interface ModelRecipe {
  pieces: { piece: string; score?: number; type?: keyof typeof TYPES }[];
  /** Normalization rules, key by key; `''` deletes. */
  rules?: Record<string, string>;
  /** 1 unigram (left out), 2 BPE, 3 word, 4 character. */
  modelType?: number;
  addDummyPrefix?: boolean;
  removeExtraWhitespaces?: boolean;
  escapeWhitespaces?: boolean;
  treatWhitespaceAsSuffix?: boolean;
  byteFallback?: boolean;
}

/** Writes a `.model` file by the schema of sentencepiece 0.1.97, small enough to reason about. */
export function makeSentencePieceModel(recipe: ModelRecipe): Uint8Array {
  const writer = new BinaryWriter();
  for (const { piece, score = 0, type = 'normal' } of recipe.pieces) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(piece);
    writer.tag(2, WireType.Bit32).float(score);
    writer.tag(3, WireType.Varint).int32(TYPES[type]);
    writer.join();
  }
  writer.tag(2, WireType.LengthDelimited).fork();
  writer.tag(3, WireType.Varint).int32(recipe.modelType ?? 1);
  writer.tag(24, WireType.Varint).bool(recipe.treatWhitespaceAsSuffix ?? false);
  writer.tag(35, WireType.Varint).bool(recipe.byteFallback ?? false);
  writer.join();

  writer.tag(3, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string('test');
  if (recipe.rules) writer.tag(2, WireType.LengthDelimited).bytes(makeCharsMap(recipe.rules));
  writer.tag(3, WireType.Varint).bool(recipe.addDummyPrefix ?? true);
  writer.tag(4, WireType.Varint).bool(recipe.removeExtraWhitespaces ?? true);
  writer.tag(5, WireType.Varint).bool(recipe.escapeWhitespaces ?? true);
  writer.join();
  return writer.finish();
}

/** `precompiled_charsmap`: size, Darts-clone double array, zero-ended replacements. */
function makeCharsMap(rules: Record<string, string>): Uint8Array {
  const encoder = new TextEncoder();
  let replacements = '';
  const root: Node = { children: new Map() };
  for (const [key, replacement] of Object.entries(rules)) {
    let node = root;
    for (const byte of encoder.encode(key)) {
      const child = node.children.get(byte) ?? { children: new Map() };
      node.children.set(byte, child);
      node = child;
    }
    node.value = encoder.encode(replacements).length;
    replacements += `${replacement}\0`;
  }
  const units = new Map<number, number>([[0, 0]]);
  place(units, root, 0, 0);

  const trie = new Uint32Array((Math.max(...units.keys()) | 0xff) + 1);
  for (const [index, unit] of units) trie[index] = unit;
  const writer = new DataView(new ArrayBuffer(4 + trie.byteLength));
  writer.setUint32(0, trie.byteLength, true);
  trie.forEach((unit, i) => writer.setUint32(4 + 4 * i, unit, true));
  return Buffer.concat([new Uint8Array(writer.buffer), encoder.encode(replacements)]);
}

interface Node {
  children: Map<number, Node>;
  /** Offset of the replacement, where a key ends here. */
  value?: number;
}

/** Puts a node's children where all their places are free, and then theirs. */
function place(units: Map<number, number>, node: Node, index: number, label: number): void {
  const labels = [...(node.value === undefined ? [] : [0]), ...node.children.keys()];
  let offset = 1;
  while (labels.some((child) => units.has(index ^ offset ^ child))) offset++;
  for (const child of labels) units.set(index ^ offset ^ child, 0);

  units.set(index, (offset << 10) | (node.value === undefined ? 0 : 0x100) | label);
  if (node.value !== undefined) units.set(index ^ offset, (node.value | 0x80000000) >>> 0);
  for (const [byte, child] of node.children) place(units, child, index ^ offset ^ byte, byte);
}
