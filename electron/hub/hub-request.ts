import { setTimeout as wait } from 'node:timers/promises';
import { HubError, type HubProblem } from './hub-error.ts';

export interface Hub {
  /** Base address without a slash at its end, e.g. `https://hub.example`. */
  readonly address: string;
  /** Sent to `address` only; null where none is saved. */
  readonly token: string | null;
  /** Pauses between tries, in milliseconds; as many tries more as there are pauses. */
  readonly retryDelays: readonly number[];
  /** How long a request may go without an answer before it is given up and tried again, in milliseconds. */
  readonly answerWithin: number;
  /** An answer that brings nothing more for so long is given up and tried again, in milliseconds. */
  readonly stallAfter: number;
}

export interface HubRequest {
  /** Path below the address, with its slash. */
  readonly path: string;
  readonly method?: 'GET' | 'HEAD';
  /** First and last byte, both included. */
  readonly range?: readonly [number, number];
  readonly signal: AbortSignal;
}

/**
 * One request, tried once. Follows redirects to where the hub stores large files; the token does not go with it, as fetch
 * takes it off where the origin changes.
 *
 * @throws HubError; the signal's reason
 */
export async function requestOnce(hub: Hub, request: HubRequest): Promise<Response> {
  const { path, method = 'GET', range, signal } = request;
  let response: Response;
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), hub.answerWithin);
  try {
    response = await fetch(hub.address + path, {
      method,
      signal: AbortSignal.any([signal, silence.signal]),
      headers: {
        // Stored and listed sizes are those of the bytes as they are.
        'accept-encoding': 'identity',
        ...(hub.token !== null && { authorization: `Bearer ${hub.token}` }),
        ...(range && { range: `bytes=${range[0]}-${range[1]}` }),
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    const what = silence.signal.aborted
      ? 'does not answer'
      : `cannot be reached: ${reasonOf(error)}`;
    throw new HubError('no-network', `${hub.address} ${what}.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response;
  const detail = await explain(response, hub);
  throw new HubError(problemOf(response, hub), `${hub.address}${path}: ${detail}`);
}

/**
 * A short answer's text.
 *
 * @param most bytes; an answer that is longer is none that was asked for
 * @throws HubError; the signal's reason
 */
export async function readText(
  response: Response,
  { address, stallAfter }: Hub,
  most: number,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  const giveUp = (): void => void reader?.cancel().catch(() => {});
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    giveUp();
  }, stallAfter);
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      timer.refresh();
      bytes += part.value.length;
      if (bytes > most) throw new HubError('server', `${address} answers without end.`);
      chunks.push(part.value);
    }
  } catch (error) {
    giveUp();
    signal.throwIfAborted();
    if (error instanceof HubError) throw error;
    throw new HubError('no-network', `${address} broke off its list of files.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  if (isSilent) throw new HubError('no-network', `${address} sent nothing more.`);
  return Buffer.concat(chunks).toString('utf8');
}

/** Tries again what may pass: a lost connection, a hub that is overloaded. @throws as `requestOnce` */
export async function retrying<Result>(
  hub: Hub,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
  /** Whether the last attempt has brought something, so that counting begins anew. */
  hasProgressed: () => boolean = () => false,
): Promise<Result> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const passes = error instanceof HubError && ['no-network', 'server'].includes(error.problem);
      if (hasProgressed()) failures = 0;
      const delay = hub.retryDelays[failures];
      if (!passes || delay === undefined) throw error;
      await wait(delay, undefined, { signal });
    }
  }
}

/** What the Hub's status, and the code that it adds to it, mean for a person. */
function problemOf(response: Response, { address, token }: Hub): HubProblem {
  // Where large files are stored knows nothing of licences: its links have run out.
  if (response.url !== '' && new URL(response.url).origin !== new URL(address).origin) {
    return 'server';
  }
  const code = response.headers.get('x-error-code');
  const message = response.headers.get('x-error-message') ?? '';
  if (response.status === 401) {
    if (token !== null) return 'token-refused';
    // To strangers the Hub says the same of private repositories and of those that do not exist.
    return code === 'RepoNotFound' ? 'not-found' : 'no-token';
  }
  if (response.status === 403) {
    const isUndecided = /await|review|reject|fine-grained|permission/i.test(message);
    return code === 'GatedRepo' && !isUndecided ? 'licence-not-accepted' : 'no-access';
  }
  return response.status === 404 ? 'not-found' : 'server';
}

async function explain(response: Response, { token }: Hub): Promise<string> {
  const message = response.headers.get('x-error-message') ?? '';
  await response.body?.cancel().catch(() => {});
  const text = `HTTP ${response.status} ${message}`.trim();
  // A server may repeat what it was sent.
  return token === null ? text : text.replaceAll(token, '•••');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) {
    return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  }
  return error instanceof Error ? error.message : String(error);
}
