/**
 * A rewritten text that remembers where it came from: UTF-16 unit i of `text` stems from `[starts[i], ends[i])` of the
 * original. Tokenizers rewrite a prompt several times (case, Unicode normal forms, spaces) and the inspector must still
 * point at the characters that the user typed.
 */
export interface AlignedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A range `[start, end)` in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The original itself: every code point stems from its own place, and surrogate halves share it. */
export function alignText(original: string): AlignedText {
  const builder = createAlignedTextBuilder();
  let at = 0;
  for (const character of original) {
    builder.append(character, { start: at, end: at + character.length });
    at += character.length;
  }
  return builder.finish();
}

/** Where `[from, to)` of the rewritten text comes from. An empty range is empty at the nearest original position. */
export function sourceRange(aligned: AlignedText, from: number, to: number): TextRange {
  if (from >= to) {
    const at = aligned.starts[from] ?? aligned.ends.at(-1) ?? 0;
    return { start: at, end: at };
  }
  return { start: aligned.starts[from] ?? 0, end: aligned.ends[to - 1] ?? 0 };
}

/** `[from, to)` of a rewritten text, still aligned to the same original. */
export function sliceAligned(aligned: AlignedText, from: number, to: number): AlignedText {
  return {
    text: aligned.text.slice(from, to),
    starts: aligned.starts.slice(from, to),
    ends: aligned.ends.slice(from, to),
  };
}

/** One text after the other, as parts of the same original. */
export function joinAligned(parts: readonly AlignedText[]): AlignedText {
  return {
    text: parts.map(({ text }) => text).join(''),
    starts: parts.flatMap(({ starts }) => starts),
    ends: parts.flatMap(({ ends }) => ends),
  };
}

/** Rewrites every match of a global pattern; what lies between stays. A replacement stems from its whole match. */
export function replaceAligned(
  aligned: AlignedText,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string,
): AlignedText {
  const builder = createAlignedTextBuilder();
  let done = 0;
  for (const match of aligned.text.matchAll(pattern)) {
    builder.appendSlice(aligned, done, match.index);
    done = match.index + match[0].length;
    const replacement = replace(match);
    if (replacement === match[0]) builder.appendSlice(aligned, match.index, done);
    else builder.append(replacement, sourceRange(aligned, match.index, done));
  }
  builder.appendSlice(aligned, done, aligned.text.length);
  return builder.finish();
}

/** Collects a rewritten text from left to right. */
export function createAlignedTextBuilder() {
  const chunks: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];

  return {
    append(text: string, source: TextRange): void {
      chunks.push(text);
      for (let i = 0; i < text.length; i++) {
        starts.push(source.start);
        ends.push(source.end);
      }
    },
    appendSlice(aligned: AlignedText, from: number, to: number): void {
      chunks.push(aligned.text.slice(from, to));
      for (let i = from; i < to; i++) {
        starts.push(aligned.starts[i] ?? 0);
        ends.push(aligned.ends[i] ?? 0);
      }
    },
    /** Takes `suffix`, one UTF-16 unit, off the end as often as it stands there. */
    trimEnd(suffix: string): void {
      const text = chunks.join('');
      let length = text.length;
      while (length > 0 && text[length - 1] === suffix) length--;
      chunks.splice(0, chunks.length, text.slice(0, length));
      starts.length = length;
      ends.length = length;
    },
    finish(): AlignedText {
      return { text: chunks.join(''), starts, ends };
    },
  };
}
