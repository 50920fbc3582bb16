import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { queueUrlSchema } from '../api/contract/remote.ts';
import type { ChangeRemote, RemoteState } from '../api/contract/remote.ts';
import { keepToken, revealToken, writePrivateFile } from '../hub/hub-settings.ts';
import type { Secrets } from '../hub/hub-settings.ts';
import { createToken, isToken } from './seal.ts';

const secretSchema = z.object({ kept: z.enum(['system', 'file']), value: z.string() }).nullish();
export const remoteFileSchema = z.object({
  /** Of this studio among all that use the queue; empty until it has one. */
  studio: z.string(),
  printHere: z.boolean(),
  /** A secret: it may hold a password. */
  url: secretSchema,
  token: secretSchema,
});
type Kept = z.infer<typeof remoteFileSchema>;

export interface RemoteSettings {
  readonly url: string | null;
  readonly token: string | null;
  readonly studio: string;
  readonly printHere: boolean;
  readonly source: RemoteState['source'];
  /** False where what was kept is another program's or user's. */
  readonly readable: boolean;
}

/**
 * What is known of the remote queue, in a file that only its user may read, address and token as secrets.
 *
 * @param surroundings what the environment says; it comes before what was kept
 */
export function createRemoteSettings(
  file: string,
  secrets: Secrets | null,
  surroundings: { readonly url?: string | undefined; readonly token?: string | undefined },
) {
  /** Asked for at every picture: read from disk once. */
  let known: RemoteSettings | null = null;
  function readKept(): Kept {
    try {
      return remoteFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // No file, or a damaged one, which is set aside when the studio opens: as if nothing had been set.
      return { studio: '', printHere: true };
    }
  }

  function read(): RemoteSettings {
    if (known !== null) return known;
    const kept = readKept();
    const url = revealToken(kept.url, secrets);
    const token = revealToken(kept.token, secrets);
    const shared = { studio: kept.studio, printHere: kept.printHere };
    if (surroundings.url !== undefined) {
      const given = surroundings.token ?? token.token;
      known = {
        ...shared,
        url: surroundings.url,
        token: given,
        source: 'environment',
        readable: true,
      };
    } else if (url.state === 'none') {
      known = { ...shared, url: null, token: null, source: 'none', readable: true };
    } else {
      const readable = url.token !== null && token.token !== null;
      const given = readable ? (surroundings.token ?? token.token) : null;
      known = {
        ...shared,
        url: readable ? url.token : null,
        token: given,
        source: 'kept',
        readable,
      };
    }
    return known;
  }

  return {
    read,

    /** Whether a studio that has an address still lacks its name or its token: `change` makes them. */
    isUnfinished(): boolean {
      const { url, token, studio, readable } = read();
      return readable && url !== null && (token === null || studio === '');
    },

    /** @throws the system's error */
    async change({ url, printHere, renewToken }: ChangeRemote): Promise<void> {
      const kept = readKept();
      const needsToken = renewToken === true || revealToken(kept.token, secrets).token === null;
      await writePrivateFile(
        file,
        JSON.stringify(
          {
            ...kept,
            studio: kept.studio || randomUUID(),
            ...(printHere !== undefined && { printHere }),
            ...(url !== undefined && { url: url === null ? null : keepToken(url, secrets) }),
            ...(needsToken && { token: keepToken(createToken(), secrets) }),
          },
          null,
          2,
        ),
      );
      known = null;
    },
  };
}

/**
 * What the environment says: `NISHIKI_QUEUE` is the address, `NISHIKI_WORKER_TOKEN` the token. They are as good as kept
 * ones, and as bad where they are no address and no token.
 *
 * @throws RangeError naming the variable, never its value
 */
export function findRemoteQueue(env: Readonly<Record<string, string | undefined>>): {
  url: string | undefined;
  token: string | undefined;
} {
  const url = env['NISHIKI_QUEUE'] || undefined;
  const token = env['NISHIKI_WORKER_TOKEN'] || undefined;
  if (url !== undefined && !queueUrlSchema.safeParse(url).success) {
    throw new RangeError('NISHIKI_QUEUE is no address of a Redis or Valkey (redis://host:6379).');
  }
  if (token !== undefined && !isToken(token)) {
    throw new RangeError('NISHIKI_WORKER_TOKEN is no token that a studio has made.');
  }
  return { url, token };
}
