import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { exitCodes, InterruptedError } from './failure.ts';

const script = join(import.meta.dirname, '..', '..', 'bench', 'run.ts');

/**
 * `nishiki bench`: runs the benchmark in a process of its own, so that nothing else is in its memory.
 *
 * @returns false where it has refused its options, which it has said
 * @throws InterruptedError, and an error where it failed
 */
export async function runBenchmark(args: readonly string[], signal: AbortSignal): Promise<boolean> {
  const child = spawn(process.execPath, [script, ...args], { stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (exitCode) => resolve(exitCode));
  });
  if (signal.aborted) throw new InterruptedError();
  if (code === exitCodes.usage) return false;
  if (code !== 0)
    throw new Error(`The benchmark ended with code ${code}; see its own lines above.`);
  return true;
}
