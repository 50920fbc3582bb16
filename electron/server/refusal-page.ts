import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pageHeaders } from '../page-policy.ts';
import type { Verdict } from './access.ts';

type Refusal = Exclude<Verdict, 'granted' | 'admit'>;

const refusals: Record<Refusal, { status: number; ja: string; en: string }> = {
  'no-token': {
    status: 401,
    ja: 'このページを開くには合言葉（トークン）が必要です。錦を起動した画面に表示された、<code>?token=…</code> の付いたアドレスをそのまま開いてください。錦を起動し直すと、アドレスも新しくなります。',
    en: 'This page needs its token. Open the address with <code>?token=…</code> that Nishiki printed where you started it. Each start prints a new one.',
  },
  'foreign-host': {
    status: 403,
    ja: '錦は、このコンピュータ自身（<code>127.0.0.1</code> または <code>localhost</code>）宛ての接続だけを受け付けます。',
    en: 'Nishiki answers only to this computer’s own names, <code>127.0.0.1</code> and <code>localhost</code>.',
  },
  'foreign-origin': {
    status: 403,
    ja: 'ほかのサイトからの要求は受け付けません。',
    en: 'Requests from other sites are not taken.',
  },
};

const style =
  'body{background:#F6F3EC;color:#1D1A17;font:16px/1.7 system-ui,sans-serif;margin:12vh auto;max-width:34rem;padding:0 1.5rem}' +
  'h1{font-weight:600;border-bottom:2px solid #1D1A17;padding-bottom:.25rem}' +
  'p[lang=en]{color:#6F675C}' +
  '@media(prefers-color-scheme:dark){body{background:#161412;color:#EFE9DF}h1{border-color:#EFE9DF}p[lang=en]{color:#A0978A}}';

const styleHash = createHash('sha256').update(style).digest('base64');

/** Ends a response that is not let in, with the reason in Japanese and English. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const { status, ja, en } = refusals[refusal];
  response.writeHead(status, {
    ...pageHeaders(),
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(
    `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>錦 Nishiki</title><style>${style}</style>` +
      `<h1>錦 Nishiki</h1><p>${ja}</p><p lang="en">${en}</p></html>`,
  );
}

/** Status line of a refused WebSocket, which has no page to show. */
export function refusalStatus(refusal: Refusal): string {
  return refusals[refusal].status === 401 ? '401 Unauthorized' : '403 Forbidden';
}
