import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { providerLibrary } from './cuda-folder.ts';

/**
 * Libraries of the system that ONNX Runtime's CUDA provider needs and that its loader does not find: parts of the CUDA
 * toolkit and cuDNN. Empty where the loader cannot be asked.
 *
 * @param folder where the provider's library is
 */
export function findLackingLibraries(folder: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile('ldd', [join(folder, providerLibrary)], { timeout: 10_000 }, (error, stdout) =>
      resolve(error ? [] : readLackingLibraries(stdout)),
    );
  });
}

/** What `ldd` marks as not found, each once. */
export function readLackingLibraries(text: string): string[] {
  const names = text.matchAll(/^\s*(\S+) => not found$/gm).map((match) => match[1] ?? '');
  return [...new Set(names)];
}
