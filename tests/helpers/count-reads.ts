import { open, type FileHandle } from 'node:fs/promises';

/** Runs `work` and counts the bytes that file handles read meanwhile. */
export async function countBytesRead<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly bytes: number }> {
  const handle = await open(import.meta.filename);
  const methods = Object.getPrototypeOf(handle) as Pick<FileHandle, 'read'>;
  await handle.close();
  const original = methods.read;
  let bytes = 0;
  methods.read = async function read(this: FileHandle, ...args: never[]) {
    const answer = await Reflect.apply(original, this, args);
    bytes += answer.bytesRead;
    return answer;
  } as typeof original;
  try {
    return { result: await work(), bytes };
  } finally {
    methods.read = original;
  }
}
