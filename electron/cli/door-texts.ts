import type { Language } from '../language.ts';

const english = {
  host: 'IP address to listen on: 127.0.0.1 (left out: only this machine), 0.0.0.0 for its networks',
  tls: 'speak TLS, with a certificate that Nishiki makes itself unless --cert names one',
  cert: 'your own certificate, with its chain (PEM)',
  key: 'its key (PEM)',
  name: 'a further name under which browsers reach it (may be repeated)',
  badHost: (host: string) =>
    `--host: ${host} is no IP address. 127.0.0.1 is this machine alone, 0.0.0.0 every network it is in.`,
  badName: (name: string) => `--name: ${name} is no host name.`,
  needsTls: (host: string) =>
    `--host ${host} needs --tls (or --cert and --key): without it, others in the network could read the token and your pictures.`,
  certAndKey: '--cert and --key: both, or neither.',
  badCertificate: (why: string) => `The certificate of --cert and --key cannot be used: ${why}`,
  fingerprint: (fingerprint: string) =>
    `Browsers warn of the certificate, for it is Nishiki’s own. Trust it where they show this SHA-256 fingerprint:\n${fingerprint}`,
};

const japanese: typeof english = {
  host: '待ち受ける IP アドレス。127.0.0.1（既定。このマシンだけ）、0.0.0.0（参加しているネットワークすべて）',
  tls: 'TLS で通信する。--cert がなければ証明書は錦が自分で作る',
  cert: '自分の証明書。中間証明書を含む（PEM）',
  key: 'その秘密鍵（PEM）',
  name: 'ブラウザから開くときの別の名前（繰り返し指定可）',
  badHost: (host) =>
    `--host: ${host} は IP アドレスではありません。127.0.0.1 はこのマシンだけ、0.0.0.0 は参加しているネットワークすべてです。`,
  badName: (name) => `--name: ${name} はホスト名として使えません。`,
  needsTls: (host) =>
    `--host ${host} には --tls（または --cert と --key）が必要です。付けないと、合言葉と作品をネットワークのほかの人に読まれます。`,
  certAndKey: '--cert と --key は両方とも指定してください。',
  badCertificate: (why) => `--cert と --key の証明書を使えません: ${why}`,
  fingerprint: (fingerprint) =>
    `証明書は錦が自分で作ったものなので、ブラウザが警告します。次の SHA-256 フィンガープリントと一致したら信頼してください:\n${fingerprint}`,
};

/** What the command line and `npm start` say of where the browser door listens. */
export const doorTexts: Record<Language, typeof english> = { en: english, ja: japanese };
