import { encodeSafetensors } from './safetensors-file.ts';
import { temporaryFolder, writeTo } from './temporary-folder.ts';

/** Writes a textual inversion of `count` vectors of `width` numbers into a new folder. Returns its path. */
export async function writeEmbedding(
  name: string,
  { count, width }: { count: number; width: number },
): Promise<string> {
  return await writeTo(temporaryFolder(), `${name}.safetensors`, embeddingBytes(count, width));
}

/** The bytes of such a file. */
export function embeddingBytes(count: number, width: number): Buffer {
  const values = Float32Array.from({ length: count * width }, (_, at) => Math.sin(at));
  const data = Buffer.from(values.buffer);
  return encodeSafetensors([{ name: 'emb_params', dtype: 'F32', shape: [count, width], data }]);
}
