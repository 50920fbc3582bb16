import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { readCharsMap } from './sentencepiece-chars-map.ts';
import type { CharsMap } from './sentencepiece-chars-map.ts';
import { TokenizerError } from './tokenizer-error.ts';

type PieceType = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte';

interface VocabularyPiece {
  readonly piece: string;
  /** Log probability, float32. Meaningful for normal pieces. */
  readonly score: number;
  readonly type: PieceType;
}

/** How a text is rewritten before it is cut into pieces. */
interface NormalizerSpec {
  /** Null for the identity. */
  readonly charsMap: CharsMap | null;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  readonly escapeWhitespaces: boolean;
  /** Put the dummy `▁` behind the text instead of before it. */
  readonly treatWhitespaceAsSuffix: boolean;
}

/** A piece of a normalized text: its id and its UTF-16 range there. */
export interface Segment {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** How a normalized text is cut into pieces. */
export type SegmentAlgorithm = 'unigram' | 'bpe' | 'word' | 'char';

/** The content of a `.model` file. A piece's id is its index. */
export interface SentencePieceModel {
  readonly algorithm: SegmentAlgorithm;
  readonly pieces: readonly VocabularyPiece[];
  /** Id by piece, of every type. */
  readonly ids: ReadonlyMap<string, number>;
  readonly unkId: number;
  /** What an unknown id decodes to, ` ⁇ ` unless the model says otherwise. */
  readonly unkSurface: string;
  readonly normalizer: NormalizerSpec;
  /** Write characters outside the vocabulary as `<0xHH>` byte pieces instead of `<unk>`. */
  readonly byteFallback: boolean;
}

/**
 * Reads a SentencePiece `.model`, the protobuf message `sentencepiece.ModelProto` of sentencepiece 0.1.97.
 *
 * @throws TokenizerError `invalid-model` where the bytes are not such a message, are cut off or contradict themselves;
 *   `unsupported-model` for an algorithm that came later.
 */
export function readSentencePieceModel(bytes: Uint8Array): SentencePieceModel {
  const { pieces, trainer, normalizer } = readModelProto(bytes);
  const algorithm = ALGORITHMS[trainer.modelType];
  if (algorithm === undefined) {
    throw new TokenizerError(
      'unsupported-model',
      `This is a SentencePiece model of the unknown type ${trainer.modelType}; ` +
        'unigram, BPE, word and character models can be used.',
    );
  }
  const ids = indexPieces(pieces);
  if (trainer.byteFallback) assertBytePieces(pieces, ids);
  return {
    algorithm,
    pieces,
    ids,
    unkId: findUnknownPiece(pieces),
    unkSurface: trainer.unkSurface,
    normalizer,
    byteFallback: trainer.byteFallback,
  };
}

/** The piece that stands for one byte: `<0x0A>`. */
export function bytePiece(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

const { Varint, LengthDelimited, Bit32 } = WireType;

const MODEL_TYPE_UNIGRAM = 1;
const ALGORITHMS: readonly (SegmentAlgorithm | undefined)[] = [
  undefined,
  'unigram',
  'bpe',
  'word',
  'char',
];

const PIECE_TYPES: readonly (PieceType | undefined)[] = [
  undefined,
  'normal',
  'unknown',
  'control',
  'user-defined',
  'unused',
  'byte',
];

/** Most pieces taken; the largest vocabularies, of a hundred languages, have a quarter of a million. */
const MAX_PIECES = 300_000;
/** Longest piece taken, in UTF-16 units; sentencepiece trains none that is longer. */
const MAX_PIECE_LENGTH = 512;
/** All pieces together. Each unit may become a node of a trie. */
const MAX_UNITS = 3_000_000;

function readModelProto(bytes: Uint8Array) {
  try {
    const pieces: VocabularyPiece[] = [];
    let units = 0;
    const specs: { trainer?: Uint8Array; normalizer?: Uint8Array } = {};
    readFields(bytes, {
      1: [
        LengthDelimited,
        (reader) => {
          const piece = readPiece(reader.bytes(), pieces.length);
          units += piece.piece.length;
          if (pieces.push(piece) > MAX_PIECES || units > MAX_UNITS) {
            throw invalid(`it has more than ${MAX_PIECES} pieces, or ${MAX_UNITS} characters`);
          }
        },
      ],
      2: [LengthDelimited, (reader) => (specs.trainer = reader.bytes())],
      3: [LengthDelimited, (reader) => (specs.normalizer = reader.bytes())],
    });
    // Both are optional in the schema, but every trained model has them and they stand behind the pieces: without
    // them the file was cut, and their defaults would tokenize wrongly without a word.
    if (!specs.trainer || !specs.normalizer) {
      throw invalid('its trainer or normalizer settings are missing');
    }
    const trainer = readTrainerSpec(specs.trainer);
    const normalizer = readNormalizerSpec(specs.normalizer, trainer.treatWhitespaceAsSuffix);
    return { pieces, trainer, normalizer };
  } catch (cause) {
    if (cause instanceof TokenizerError) throw cause;
    throw invalid(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function readPiece(bytes: Uint8Array, id: number): VocabularyPiece {
  const fields = { piece: '', score: 0, type: 1 };
  readFields(bytes, {
    1: [LengthDelimited, (reader) => (fields.piece = reader.string(true))],
    2: [Bit32, (reader) => (fields.score = reader.float())],
    3: [Varint, (reader) => (fields.type = reader.int32())],
  });
  const type = PIECE_TYPES[fields.type];
  const { length } = fields.piece;
  if (length === 0) throw invalid(`piece ${id} is empty`);
  if (length > MAX_PIECE_LENGTH) throw invalid(`piece ${id} has ${length} characters`);
  if (type === undefined) throw invalid(`piece ${id} has the unknown type ${fields.type}`);
  if (!Number.isFinite(fields.score)) throw invalid(`piece ${id} has the score ${fields.score}`);
  return { ...fields, type };
}

function readTrainerSpec(bytes: Uint8Array) {
  const spec = {
    modelType: MODEL_TYPE_UNIGRAM,
    treatWhitespaceAsSuffix: false,
    byteFallback: false,
    unkSurface: ' \u2047 ',
  };
  readFields(bytes, {
    3: [Varint, (reader) => (spec.modelType = reader.int32())],
    24: [Varint, (reader) => (spec.treatWhitespaceAsSuffix = reader.bool())],
    35: [Varint, (reader) => (spec.byteFallback = reader.bool())],
    44: [LengthDelimited, (reader) => (spec.unkSurface = reader.string(true))],
  });
  return spec;
}

function readNormalizerSpec(bytes: Uint8Array, treatWhitespaceAsSuffix: boolean): NormalizerSpec {
  const spec = {
    charsMap: new Uint8Array() as Uint8Array,
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
    escapeWhitespaces: true,
  };
  readFields(bytes, {
    2: [LengthDelimited, (reader) => (spec.charsMap = reader.bytes())],
    3: [Varint, (reader) => (spec.addDummyPrefix = reader.bool())],
    4: [Varint, (reader) => (spec.removeExtraWhitespaces = reader.bool())],
    5: [Varint, (reader) => (spec.escapeWhitespaces = reader.bool())],
  });
  const charsMap = spec.charsMap.length === 0 ? null : readCharsMap(spec.charsMap);
  return { ...spec, charsMap, treatWhitespaceAsSuffix };
}

type FieldReader = readonly [WireType, (reader: BinaryReader) => unknown];

/** Walks one message and lets each known field read its value; all others are skipped. */
function readFields(bytes: Uint8Array, fields: Readonly<Record<number, FieldReader>>): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const known = fields[field];
    if (known === undefined) {
      reader.skip(wireType, field);
      continue;
    }
    const [expected, read] = known;
    if (wireType !== expected) throw invalid(`field ${field} has the wire type ${wireType}`);
    read(reader);
  }
}

function indexPieces(pieces: readonly VocabularyPiece[]): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [id, { piece }] of pieces.entries()) {
    if (ids.has(piece)) throw invalid(`"${piece}" is defined twice (${ids.get(piece)} and ${id})`);
    ids.set(piece, id);
  }
  return ids;
}

function findUnknownPiece(pieces: readonly VocabularyPiece[]): number {
  const unknown = pieces.flatMap(({ type }, id) => (type === 'unknown' ? [id] : []));
  const [unkId] = unknown;
  if (unkId === undefined || unknown.length > 1) {
    throw invalid(`it has ${unknown.length} unknown pieces instead of one`);
  }
  return unkId;
}

function assertBytePieces(
  pieces: readonly VocabularyPiece[],
  ids: ReadonlyMap<string, number>,
): void {
  for (let byte = 0; byte < 256; byte++) {
    const id = ids.get(bytePiece(byte));
    if (id === undefined || pieces[id]?.type !== 'byte') {
      throw invalid(`byte fallback is on, but ${bytePiece(byte)} is missing`);
    }
  }
}

function invalid(reason: string, cause?: unknown): TokenizerError {
  return new TokenizerError(
    'invalid-model',
    `The SentencePiece model is damaged or cut off: ${reason}. Copy or download it again.`,
    { cause },
  );
}
