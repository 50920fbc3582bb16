import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { InterruptedError, UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/**
 * A prompt as it is given, or with `-` what stdin brings: as an editor or another program wrote it, without the mark before
 * it and the space around it.
 *
 * @throws UsageError where stdin is no UTF-8, InterruptedError
 */
export async function readPrompt(
  words: string,
  stdin: Readable,
  { language }: Terminal,
  signal: AbortSignal,
): Promise<string> {
  if (words !== '-') return words;
  const read = await text(addAbortSignal(signal, stdin)).catch((cause: unknown) => {
    throw signal.aborted ? new InterruptedError('', { cause }) : cause;
  });
  if (read.includes('\uFFFD')) throw new UsageError(texts[language].notUtf8);
  return read
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .trim();
}
