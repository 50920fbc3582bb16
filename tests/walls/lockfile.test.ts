import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({
        optionalDependencies: z.record(z.string(), z.string()).optional(),
        resolved: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')));

/**
 * npm leaves binaries of other systems out of the lock where it cannot reach them, and then `npm ci` fails on every
 * machine: "Missing: … from lock file".
 */
test('the lock names the binaries of every system, so that npm ci works on each', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  );
  assert.deepEqual(missing, []);
});

test('the lock names no registry: it installs from whichever npm is told to use', () => {
  const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
  assert.deepEqual(named, []);
});

/** Whether a package that is asked for from `path` is found there or in a folder above it. */
function isLocked(path: string, name: string): boolean {
  const folders = path.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1));
  const places = ['', ...folders.map((parts) => `${parts.join('/node_modules/')}/`)];
  return places.some((place) => `${place}node_modules/${name}` in lock.packages);
}
