import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pageHeaders } from '../page-policy.ts';
import type { Judgement, Verdict } from './access.ts';

type Refusal = Exclude<Verdict, 'granted' | 'admit'>;

const refusals: Record<Refusal, { status: number; reason: string; ja: string; en: string }> = {
  'no-token': {
    status: 401,
    reason: 'Unauthorized',
    ja: 'このページを開くには合言葉（トークン）が必要です。錦を起動した画面に表示された、<code>?token=…</code> の付いたアドレスをそのまま開くか、<code>token=</code> より後ろの文字を入力してください。錦を起動し直すと、合言葉も新しくなります。',
    en: 'This page needs its token. Open the address with <code>?token=…</code> that Nishiki printed where you started it, or enter what stands after <code>token=</code>. Each start prints a new one.',
  },
  'foreign-host': {
    status: 403,
    reason: 'Forbidden',
    ja: '錦は、自分の名前とアドレス宛ての接続だけを受け付けます。起動した画面に表示されたアドレスを開いてください。ほかの名前は、起動時の <code>--name</code> で加えられます。',
    en: 'Nishiki answers only to its own names and addresses. Open the address that it printed when it started; another name can be given to it with <code>--name</code>.',
  },
  'foreign-origin': {
    status: 403,
    reason: 'Forbidden',
    ja: 'ほかのサイトからの要求は受け付けません。',
    en: 'Requests from other sites are not taken.',
  },
  'too-many-requests': {
    status: 429,
    reason: 'Too Many Requests',
    ja: '要求が多すぎるため、少しの間受け付けを止めています。何も失われていません。しばらくしてから読み込み直してください。',
    en: 'Too many requests came from this address. Nothing is lost; wait a moment, then load the page again.',
  },
  'too-many-tokens': {
    status: 429,
    reason: 'Too Many Requests',
    ja: '合言葉（トークン）の間違いが続いたため、このアドレスからの入力を一分ほど止めています。すでに開いているページはそのまま使えます。',
    en: 'Too many wrong tokens came from this address, so it has to wait for a minute. Pages that are open already go on.',
  },
};

const style =
  'body{background:#F6F3EC;color:#1D1A17;font:16px/1.7 system-ui,sans-serif;margin:12vh auto;max-width:34rem;padding:0 1.5rem}' +
  'h1{font-weight:600;border-bottom:2px solid #1D1A17;padding-bottom:.25rem}' +
  'p[lang=en]{color:#6F675C}' +
  'form{display:flex;flex-wrap:wrap;gap:.5rem}label{flex-basis:100%}' +
  'input,button{font:inherit;padding:.35rem .75rem;border:1px solid #8A8175;border-radius:6px;background:#FFFDF8;color:inherit}' +
  'input{flex:1 1 14rem;min-width:0}button{background:#1D1A17;color:#F6F3EC;border-color:#1D1A17;cursor:pointer}' +
  ':focus-visible{outline:2px solid #1F5C86;outline-offset:2px}' +
  '@media(prefers-color-scheme:dark){body{background:#161412;color:#EFE9DF}h1{border-color:#EFE9DF}p[lang=en]{color:#A0978A}' +
  'input{background:#201D1A;border-color:#7A7268}button{background:#EFE9DF;color:#161412;border-color:#EFE9DF}:focus-visible{outline-color:#6FB1DC}}';

const styleHash = createHash('sha256').update(style).digest('base64');

/** Leads to the address with the token, which is exchanged for the cookie and leaves the address bar at once. */
const form =
  '<form action="/" method="get"><label for="token">合言葉 <span lang="en">Token</span></label>' +
  '<input id="token" name="token" type="password" autocomplete="off" autocapitalize="off" spellcheck="false" required autofocus>' +
  '<button>開く <span lang="en">Open</span></button></form>';

/** Ends a response that is not let in, with the reason in Japanese and English, and the way in where there is one. */
export function sendRefusal(
  response: ServerResponse,
  refusal: Refusal,
  { waitSeconds }: Pick<Judgement, 'waitSeconds'>,
): void {
  const { status, ja, en } = refusals[refusal];
  response.writeHead(status, {
    ...pageHeaders(),
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(waitSeconds > 0 && { 'Retry-After': String(Math.ceil(waitSeconds)) }),
  });
  response.end(
    `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>錦 Nishiki</title><style>${style}</style>` +
      `<h1>錦 Nishiki</h1><p>${ja}</p><p lang="en">${en}</p>${refusal === 'no-token' ? form : ''}</html>`,
  );
}

/** Status line of a refused WebSocket, which has no page to show. */
export function refusalStatus(refusal: Refusal): string {
  const { status, reason } = refusals[refusal];
  return `${status} ${reason}`;
}
