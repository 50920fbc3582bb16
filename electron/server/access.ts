import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * What becomes of a request:
 * - `granted`: it carries the session cookie
 * - `admit`: it carries the token from the printed address; it gets the cookie and is sent on to the clean address
 * - `foreign-host`: it was addressed to another name (DNS rebinding: a foreign page whose name points to 127.0.0.1)
 * - `foreign-origin`: a page of another origin sent it
 * - `no-token`: neither cookie nor token
 */
export type Verdict = 'granted' | 'admit' | 'foreign-host' | 'foreign-origin' | 'no-token';

export interface Access {
  /** Secret of the printed address. It is good for as long as the server runs, so that a second browser can be let in. */
  readonly token: string;
  /** `Set-Cookie` value that lets a browser in. The cookie is not the token: an address in a history opens nothing later. */
  cookieFor(port: number): string;
  judge(request: IncomingMessage): Verdict;
}

/** Names under which this machine reaches itself. The port is free: it may come through an SSH tunnel. */
const ownHostNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The rules of who may talk to the studio's server, with secrets made for this run. */
export function createAccess(): Access {
  const token = randomBytes(24).toString('base64url');
  const session = randomBytes(24).toString('base64url');
  return {
    token,
    cookieFor: (port) => `${cookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict`,
    judge(request) {
      const host = request.headers.host ?? '';
      if (!ownHostNames.has(hostNameOf(host))) return 'foreign-host';
      if (!comesFromOwnPage(request, host)) return 'foreign-origin';
      const cookie = cookieOf(request, cookieName(request.socket.localPort ?? 0));
      if (cookie !== null && equalSecrets(cookie, session)) return 'granted';
      const given = requestUrl(request)?.searchParams.get('token') ?? null;
      return given !== null && equalSecrets(given, token) ? 'admit' : 'no-token';
    },
  };
}

/** The request's path and query as a URL, or null where they are none. Its host is meaningless. */
export function requestUrl(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '', 'http://studio.invalid');
}

/** Cookies are shared by all ports of a host: with the port in its name, two studios do not log each other out. */
function cookieName(port: number): string {
  return `nishiki-${port}`;
}

function hostNameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, '').toLowerCase();
}

/**
 * Reading needs no origin (a typed address has none, and the cookie is SameSite=Strict). Whatever changes something,
 * and every WebSocket, must name the studio's own page as its origin: browsers let any page open a WebSocket anywhere.
 */
function comesFromOwnPage(request: IncomingMessage, host: string): boolean {
  const { origin, upgrade } = request.headers;
  const reads = (request.method === 'GET' || request.method === 'HEAD') && upgrade === undefined;
  if (origin === undefined) return reads;
  return origin.toLowerCase() === `http://${host.toLowerCase()}`;
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

/** Compares in a time that does not depend on where two secrets differ, nor on their lengths. */
function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
