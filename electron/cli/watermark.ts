import sharp from 'sharp';
import { decodeWatermark } from '../../native-models/watermark/decode-watermark.ts';
import { embedWatermark } from '../../native-models/watermark/embed-watermark.ts';
import { watermarkText } from '../api/contract/recipe.ts';
import type { PixelImage } from '../images/picture-file.ts';
import { insertPngChunks, readPngChunks } from '../images/png-chunks.ts';
import type { PngChunk } from '../images/png-chunks.ts';
import { readTextChunk } from '../images/png-text.ts';
import { UsageError } from './failure.ts';
import { readNamedFile, writeNamedFile } from './named-file.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/**
 * `nishiki watermark embed`: a copy of a picture with a message hidden in its pixels, as PNG. A PNG's texts, its recipe among
 * them, are kept. A file that is there already is never replaced.
 * @throws UsageError where the picture cannot be read or has no room for the message, SaveError
 */
export async function hideMessage(
  path: string,
  message: string,
  { out }: { out: string },
  terminal: Terminal,
): Promise<void> {
  const say = texts[terminal.language].watermark;
  const bytes = await readNamedFile(path, terminal.language);
  const image = await readPixels(bytes, path, terminal);
  const marked = withinPicture(() => embedWatermark(image, Buffer.from(message, 'utf8')), terminal);
  const { width, height } = marked;
  const png = await sharp(marked.rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  await writeNamedFile(out, insertPngChunks(png, textChunksOf(bytes)), terminal.language);
  terminal.out(say.hidden(Buffer.byteLength(message), out));
}

/**
 * `nishiki watermark read`: the message of so many bytes, and how sure it is. Without a length, whether the picture says that
 * the studio made it.
 * @throws UsageError as above
 */
export async function readMessage(
  path: string,
  { bytes: length, json = false }: { bytes?: number; json?: boolean },
  terminal: Terminal,
): Promise<void> {
  if (length === undefined) {
    await lookForOwn(path, json, terminal);
    return;
  }
  const image = await readPixels(await readNamedFile(path, terminal.language), path, terminal);
  const { bytes, agreement } = withinPicture(() => decodeWatermark(image, length), terminal);
  const hex = Buffer.from(bytes).toString('hex');
  const text = Buffer.from(bytes).toString('utf8');
  if (json) terminal.out(JSON.stringify({ text, hex, agreement }, null, 2));
  else terminal.out(texts[terminal.language].watermark.found(text, hex, agreement));
}

async function lookForOwn(path: string, json: boolean, terminal: Terminal): Promise<void> {
  const say = texts[terminal.language].watermark;
  const image = await readPixels(await readNamedFile(path, terminal.language), path, terminal);
  const { bytes, agreement } = withinPicture(
    () => decodeWatermark(image, watermarkText.length),
    terminal,
  );
  const own = Buffer.from(bytes).toString('utf8') === watermarkText;
  if (json) terminal.out(JSON.stringify({ own, agreement }, null, 2));
  else terminal.out(own ? say.own(agreement) : say.notOwn);
}

async function readPixels(
  bytes: Uint8Array,
  path: string,
  { language }: Terminal,
): Promise<PixelImage> {
  try {
    const { data, info } = await sharp(bytes)
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgb: data };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${texts[language].files.noPicture(path)}\n${reason}`, { cause });
  }
}

/** A message that does not fit is the user's to shorten. */
function withinPicture<Result>(work: () => Result, { language }: Terminal): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { noRoom } = texts[language].watermark;
    throw new UsageError(`${noRoom}\n${error.message}`, { cause: error });
  }
}

function textChunksOf(file: Uint8Array): PngChunk[] {
  if (file[0] !== 0x89) return [];
  return [...readPngChunks(file)].filter((chunk) => readTextChunk(chunk) !== null);
}
