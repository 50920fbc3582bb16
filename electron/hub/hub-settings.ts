import { readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** The system's own keeping of secrets, where there is one: Electron's safeStorage. */
export interface Secrets {
  encrypt(text: string): Buffer;
  /** @throws where another program or user has encrypted it */
  decrypt(bytes: Buffer): string;
}

export const hubFileSchema = z.object({
  address: z.string().optional(),
  bytesPerSecond: z.number().nullable().optional(),
  /** The hub that the token was given for. */
  tokenAddress: z.string().optional(),
  token: z
    .object({ kept: z.enum(['system', 'file']), value: z.string() })
    .nullable()
    .optional(),
});
export type HubSettings = z.infer<typeof hubFileSchema>;

/** What was kept; nothing where there is no file, or one that is damaged. */
export function readHubSettings(path: string): HubSettings {
  try {
    return hubFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/**
 * Keeps the settings in a file that only its user may read: where the system keeps no secrets, the token is in it.
 *
 * @throws the system's error
 */
export async function writeHubSettings(path: string, settings: HubSettings): Promise<void> {
  await writePrivateFile(path, JSON.stringify(settings, null, 2));
}

/**
 * Writes a file that only its user may read, whole or not at all.
 *
 * @throws the system's error
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const partial = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  // One that a crash has left may have other rights, which opening it would keep.
  await rm(partial, { force: true });
  const handle = await open(partial, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, path);
}

export function keepToken(token: string, secrets: Secrets | null): HubSettings['token'] {
  return secrets === null
    ? { kept: 'file', value: token }
    : { kept: 'system', value: secrets.encrypt(token).toString('base64') };
}

/** The token; `unreadable` where only the system, or another program, could give it back. */
export function revealToken(
  token: HubSettings['token'],
  secrets: Secrets | null,
): { token: string | null; state: 'none' | 'saved' | 'unreadable' } {
  if (!token) return { token: null, state: 'none' };
  if (token.kept === 'file') return { token: token.value, state: 'saved' };
  try {
    if (secrets === null) return { token: null, state: 'unreadable' };
    return { token: secrets.decrypt(Buffer.from(token.value, 'base64')), state: 'saved' };
  } catch {
    return { token: null, state: 'unreadable' };
  }
}
