import { open, readFile, rm } from 'node:fs/promises';
import type { Language } from '../language.ts';
import { SaveError, UsageError } from './failure.ts';
import { texts } from './texts.ts';

/** The bytes of a file that the user named. @throws UsageError where it cannot be read */
export async function readNamedFile(path: string, language: Language): Promise<Buffer> {
  const say = texts[language].files;
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what = {
      ENOENT: say.missing(path),
      ENOTDIR: say.missing(path),
      EISDIR: say.isFolder(path),
    }[code ?? ''];
    throw new UsageError(what ?? say.unreadable(path, code ?? message), { cause });
  }
}

/**
 * Writes a new file that the user named. Where it does not fit, nothing of it is left.
 * @throws SaveError where it cannot be one, the system's error
 */
export async function writeNamedFile(
  path: string,
  bytes: Uint8Array,
  language: Language,
  { mode }: { mode?: number } = {},
): Promise<void> {
  const file = await open(path, 'wx', mode).catch((error: unknown) => {
    throw explainSaving(error, path, language);
  });
  try {
    await file.writeFile(bytes);
    await file.close();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

/** Why a new file cannot be there, in the user's words; an error of another kind as it is. */
export function explainSaving(cause: unknown, path: string, language: Language): unknown {
  const say = texts[language].files;
  const what = {
    EEXIST: say.exists(path),
    ENOENT: say.noFolder(path),
    ENOTDIR: say.noFolder(path),
  }[(cause as NodeJS.ErrnoException).code ?? ''];
  return what === undefined ? cause : new SaveError(what, { cause });
}
