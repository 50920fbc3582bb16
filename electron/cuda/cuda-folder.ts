import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { InstalledRuntime } from './provider-package.ts';

/** ONNX Runtime's own library on Linux, the only system whose package leaves its CUDA libraries out. */
export const runtimeLibrary = 'libonnxruntime.so.1';
export const providerLibrary = 'libonnxruntime_providers_cuda.so';

/** Below the data folder: the libraries for one version of ONNX Runtime, and what is being fetched. */
export function foldersOf(data: string, runtimeVersion: string) {
  const parent = join(data, 'cuda');
  return { parent, whole: join(parent, runtimeVersion), partial: join(parent, 'partial') };
}

/**
 * Where ONNX Runtime's CUDA libraries are: beside its own, where onnxruntime-node's install script puts them, or in the
 * data folder, where Nishiki does. Null where there are none.
 */
export function findCudaLibraries(
  data: string,
  { folder, version }: Pick<InstalledRuntime, 'folder' | 'version'>,
): { readonly folder: string; readonly isOwn: boolean } | null {
  const { whole } = foldersOf(data, version);
  const isOwn = [providerLibrary, runtimeLibrary].every((name) => existsSync(join(whole, name)));
  if (isOwn) return { folder: whole, isOwn };
  return existsSync(join(folder, providerLibrary)) ? { folder, isOwn: false } : null;
}

/**
 * What a worker's process needs in its environment to compute with these libraries: the system's loader then takes ONNX
 * Runtime from there, which looks for its providers where it was taken from. Cards are counted as `nvidia-smi` does.
 */
export function cudaEnvironment(
  libraries: { readonly folder: string; readonly isOwn: boolean } | null,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const order = { CUDA_DEVICE_ORDER: env['CUDA_DEVICE_ORDER'] ?? 'PCI_BUS_ID' };
  if (!libraries?.isOwn) return order;
  const paths = [libraries.folder, env['LD_LIBRARY_PATH']].filter(Boolean);
  return { ...order, LD_LIBRARY_PATH: paths.join(':') };
}
