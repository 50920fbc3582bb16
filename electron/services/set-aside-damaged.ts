import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ZodType } from 'zod';
import { studioSettingsSchema } from '../api/contract/settings.ts';
import { hubFileSchema } from '../hub/hub-settings.ts';
import { remoteFileSchema } from '../remote/remote-settings.ts';
import type { DataFolder } from './data-folder.ts';
import { diagnosticsFileSchema } from './diagnostics.ts';
import { translatorFileSchema } from './translator.ts';

/** Where a data folder keeps what the user has settled. */
const settingsFiles: Readonly<Record<string, ZodType>> = {
  settings: studioSettingsSchema,
  hub: hubFileSchema,
  remote: remoteFileSchema,
  translator: translatorFileSchema,
  diagnostics: diagnosticsFileSchema,
};

/**
 * Renames files of settings that cannot be read, so that the next change does not write over them, and tells each. Whatever
 * they held is as if it had not been settled.
 */
export function setAsideDamagedSettings(
  { path, readOnly }: Pick<DataFolder, 'path' | 'readOnly'>,
  onProblem: (message: string) => void,
): void {
  for (const [name, schema] of Object.entries(settingsFiles)) {
    const file = join(path, `${name}.json`);
    const damage = findDamage(file, schema);
    if (damage === null) continue;
    const goesOn = `The studio goes on as if nothing had been settled there; pictures, models and other settings are unharmed.`;
    if (readOnly) {
      onProblem(`${file} cannot be used: ${damage}. ${goesOn}`);
      continue;
    }
    const keptAs = freeName(path, name);
    renameSync(file, keptAs);
    onProblem(
      `${file} cannot be used: ${damage}. It is kept as ${keptAs}. ${goesOn} Settle it anew, or put a mended file in its place.`,
    );
  }
}

function findDamage(file: string, schema: ZodType): string | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : String(error);
  }
  try {
    const read = schema.safeParse(JSON.parse(text));
    // Names of the fields only: values may be secrets.
    const fields = read.error?.issues.map(({ path }) => path.join('.') || 'the whole');
    return fields === undefined ? null : `unknown values (${fields.join(', ')})`;
  } catch {
    return 'it is no JSON, or only a part of it';
  }
}

function freeName(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}.damaged${number === 1 ? '' : `-${number}`}.json`);
    if (!existsSync(path)) return path;
  }
}
