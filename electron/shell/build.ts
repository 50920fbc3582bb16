import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { isNewerThan } from '../renderer-build.ts';

const root = join(import.meta.dirname, '..', '..');
const outDir = join(root, 'dist', 'electron');

/** The programs of the desktop window. */
const programs = [
  { entry: 'electron/shell/main.ts', file: 'main.js', format: 'es' },
  { entry: 'electron/shell/preload.ts', file: 'preload.cjs', format: 'cjs' },
  { entry: 'electron/workers/diffusion-worker.ts', file: 'diffusion-worker.js', format: 'es' },
  { entry: 'electron/workers/scoring-process.ts', file: 'scoring-process.js', format: 'es' },
] as const;

/** Builds the desktop window's programs unless they are newer than their sources. */
export async function ensureShell(): Promise<void> {
  const built = programs.map(({ file }) => join(outDir, file));
  const sources = ['electron/**/*.ts', 'native-models/**/*.ts', 'package-lock.json'];
  const current = await Promise.all(built.map((file) => isNewerThan(file, sources)));
  if (current.includes(false)) await buildShell();
}

/**
 * Bundles main process, preload script and workers into `dist/electron`. Our own code is bundled, because Electron
 * runs no TypeScript; packages are not: native ones cannot be, some read files that lie beside them, and each keeps
 * its licence this way. The preload script is the exception: the sandbox lets it load nothing but Electron.
 */
export async function buildShell(): Promise<void> {
  const { build } = await import('vite');
  for (const { entry, file, format } of programs) {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      build: {
        outDir,
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        sourcemap: true,
        ssr: join(root, entry),
        rolldownOptions: {
          external: format === 'cjs' ? ['electron'] : isPackage,
          output: { format, entryFileNames: file, codeSplitting: false },
        },
      },
      ...(format === 'cjs' && { ssr: { noExternal: true as const } }),
    });
  }
}

function isPackage(specifier: string): boolean {
  if (builtinModules.includes(specifier) || specifier.startsWith('node:')) return true;
  return /^[@a-z]/i.test(specifier) && !/^[a-z]:[\\/]/i.test(specifier);
}

if (import.meta.main) await buildShell();
