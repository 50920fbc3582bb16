import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Lora } from '../api/contract/arm.ts';
import { StudioError } from './studio-error.ts';

/** A LoRA with what a recipe says of it: its path is nobody's business. */
export interface KnownLora extends Lora {
  /** The file's name without its ending. */
  readonly name: string;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** @throws StudioError MODEL_UNREADABLE for the first file that cannot be read. */
export async function identifyLoras(loras: readonly Lora[]): Promise<KnownLora[]> {
  const known: KnownLora[] = [];
  for (const lora of loras) {
    const name = basename(lora.file, extname(lora.file));
    known.push({ ...lora, name, sha256: await hashFile(lora.file) });
  }
  return known;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new StudioError(
      'MODEL_UNREADABLE',
      { path, reason: 'unreadable', detail },
      `The LoRA ${path} cannot be read: ${detail} Nothing was printed. Choose the file again.`,
      { cause },
    );
  }
  return hash.digest('hex');
}
