import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether ONNX Runtime's CUDA provider lies beside its library: the package comes without it. */
export function hasCudaLibraries(): boolean {
  return existsSync(join(runtimeFolder(), 'libonnxruntime_providers_cuda.so'));
}

/** Where ONNX Runtime's own library lies, and looks for those of its providers. */
function runtimeFolder(): string {
  const entry = fileURLToPath(import.meta.resolve('onnxruntime-node'));
  const unpacked = entry.replace('app.asar', 'app.asar.unpacked');
  return join(dirname(unpacked), '..', 'bin', 'napi-v6', process.platform, process.arch);
}
