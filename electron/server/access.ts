import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isOwnHost, type DoorPlace } from './own-names.ts';
import type { RequestLimits } from './request-limits.ts';

/**
 * What becomes of a request:
 * - `granted`: it carries the session cookie
 * - `admit`: it carries the token from the printed address, or a ticket; it gets the cookie and is sent on to the clean address
 * - `foreign-host`: it was addressed to another name (DNS rebinding: a foreign page whose name points to this machine)
 * - `foreign-origin`: a page of another origin sent it
 * - `no-token`: neither cookie nor token, or a wrong one
 * - `too-many-requests`: its address asks too fast
 * - `too-many-tokens`: its address tried too many wrong tokens
 */
export type Verdict =
  | 'granted'
  | 'admit'
  | 'foreign-host'
  | 'foreign-origin'
  | 'no-token'
  | 'too-many-requests'
  | 'too-many-tokens';

export interface Judgement {
  readonly verdict: Verdict;
  /** Seconds after which it may try again; 0 where nothing was too much. */
  readonly waitSeconds: number;
}

export interface Access {
  /** Secret of the printed address. It is good for as long as the server runs, so that a second browser can be let in. */
  readonly token: string;
  /**
   * A secret that lets one browser in, once, within a minute. It is handed to the program that opens the browser, whose
   * arguments every user of the machine can list.
   */
  createTicket(): string;
  /** `Set-Cookie` value that lets a browser in. The cookie is not the token: an address in a history opens nothing later. */
  cookieFor(port: number): string;
  judge(request: IncomingMessage): Judgement;
}

export interface AccessOptions {
  readonly place: DoorPlace;
  /** Whether the door speaks TLS. */
  readonly secure: boolean;
  readonly limits: RequestLimits;
  /** Milliseconds, never going back. */
  readonly now: () => number;
}

/** How long a ticket is good, in milliseconds: a browser may have to be started first. */
const ticketTime = 60_000;

/** The rules of who may talk to the studio's server, with secrets made for this run. */
export function createAccess({ place, secure, limits, now }: AccessOptions): Access {
  const token = createSecret();
  const session = createSecret();
  const scheme = secure ? 'https' : 'http';
  let tickets: { readonly secret: string; readonly until: number }[] = [];

  function takeTicket(given: string): boolean {
    const good = tickets.filter(({ until }) => until > now());
    tickets = good.filter(({ secret }) => !equalSecrets(given, secret));
    return tickets.length < good.length;
  }

  function judge(request: IncomingMessage): Judgement {
    const address = request.socket.remoteAddress ?? '';
    const wait = limits.request(address);
    if (wait > 0) return { verdict: 'too-many-requests', waitSeconds: wait };
    const host = request.headers.host ?? '';
    if (!isOwnHost(host, place)) return judged('foreign-host');
    if (!comesFromOwnPage(request, `${scheme}://${host}`)) return judged('foreign-origin');
    const cookies = cookiesOf(request, cookieName(request.socket.localPort ?? 0));
    if (cookies.some((cookie) => equalSecrets(cookie, session))) return judged('granted');
    const given = requestUrl(request)?.searchParams.get('token') ?? null;
    if (given === null) return judged('no-token');
    if (isTriedByOtherPage(request)) return judged('foreign-origin');
    const loginWait = limits.login(address);
    if (loginWait > 0) return { verdict: 'too-many-tokens', waitSeconds: loginWait };
    if (equalSecrets(given, token) || takeTicket(given)) return judged('admit');
    limits.wrongToken(address);
    return judged('no-token');
  }

  return {
    token,
    createTicket() {
      const secret = createSecret();
      tickets.push({ secret, until: now() + ticketTime });
      return secret;
    },
    cookieFor: (port) =>
      `${cookieName(port)}=${session}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
    judge,
  };
}

function judged(verdict: Verdict): Judgement {
  return { verdict, waitSeconds: 0 };
}

/** The request's path and query as a URL, or null where they are none. Its host is meaningless. */
export function requestUrl(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '', 'http://studio.invalid');
}

/** Cookies are shared by all ports of a host: with the port in its name, two studios do not log each other out. */
function cookieName(port: number): string {
  return `nishiki-${port}`;
}

/**
 * Reading needs no origin (a typed address has none, and the cookie is SameSite=Strict). Whatever changes something,
 * and every WebSocket, must name the studio's own page as its origin: browsers let any page open a WebSocket anywhere.
 */
function comesFromOwnPage({ method, headers }: IncomingMessage, ownOrigin: string): boolean {
  const { origin, upgrade } = headers;
  const reads = (method === 'GET' || method === 'HEAD') && upgrade === undefined;
  if (origin === undefined) return reads;
  return origin.toLowerCase() === ownOrigin.toLowerCase();
}

/**
 * Whether a page of another site tries a token behind its user's back, as the address of a picture or a frame, which
 * would use up the tries of the user's own machine. A link to the door in a message is a navigation, and is taken.
 */
function isTriedByOtherPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  return site !== 'none' && site !== 'same-origin' && headers['sec-fetch-dest'] !== 'document';
}

/** All of that name: a page of another port may have set one for a path, which browsers send first. */
function cookiesOf(request: IncomingMessage, name: string): string[] {
  const parts = (request.headers.cookie ?? '').split(';').map((part) => part.trim().split('=', 2));
  return parts.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
}

function createSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** Compares in a time that does not depend on where two secrets differ, nor on their lengths. */
function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
