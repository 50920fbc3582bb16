import type { NoWindow } from './find-electron.ts';
import type { Language } from './language.ts';

interface StartTexts {
  readonly help: string;
  readonly building: string;
  readonly downloading: string;
  readonly closing: string;
  open(url: string): string;
  noWindow(refusal: NoWindow): string;
}

const english: StartTexts = {
  help: `Usage: npm start -- [options]

Opens Nishiki in a desktop window, or in the browser where there can be no window.

Options:
  --browser        use the browser even where a window could be opened
  --host <address> address to listen on: 127.0.0.1 (default), 0.0.0.0 for its networks; the latter needs --tls
  --tls            speak TLS, with a certificate of Nishiki’s own, or with --cert <file> --key <file>
  --name <host>    a further name under which browsers reach it
  --port <number>  port of the browser door (NISHIKI_PORT; default 4213 or the next free one)
  --data <folder>  where pictures and database are kept (NISHIKI_DATA)
  --no-open        only print the address (NISHIKI_NO_OPEN)
  -h, --help       this text`,
  building: 'Building the page (once after each change of its sources) …',
  downloading: 'Fetching the Electron binary (once, about 100 MB) …',
  closing: 'Closing. Everything that was printed is kept.',
  open: (url) => `Nishiki is open at ${url}\nCtrl+C closes it.`,
  noWindow(refusal) {
    const because = {
      'no-display': 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)',
      root: 'Electron does not run as root',
      skipped: 'its binary is not here and ELECTRON_SKIP_BINARY_DOWNLOAD is set',
      'not-installed': 'the npm package electron is not installed',
      'no-binary': 'its binary could not be fetched',
      ended: 'Electron ended while it was opening',
    }[refusal.reason];
    return `No desktop window, because ${because}${detailOf(refusal)}. Opening the same studio in the browser.`;
  },
};

const japanese: StartTexts = {
  help: `使い方: npm start -- [オプション]

錦をデスクトップのウィンドウで開きます。ウィンドウを開けない環境ではブラウザで開きます。

オプション:
  --browser        ウィンドウを開ける場合もブラウザを使う
  --host <アドレス> 待ち受けるアドレス: 127.0.0.1（既定）、0.0.0.0（ネットワークすべて。--tls が必要）
  --tls            TLS で通信する。証明書は錦が作るか、--cert <ファイル> --key <ファイル> で渡す
  --name <ホスト>  ブラウザから開くときの別の名前
  --port <番号>    ブラウザ用のポート（NISHIKI_PORT。既定は 4213、使用中なら次の空き）
  --data <フォルダー> 作品とデータベースの保存先（NISHIKI_DATA）
  --no-open        アドレスを表示するだけにする（NISHIKI_NO_OPEN）
  -h, --help       この説明`,
  building: '画面を組み立てています（ソースが変わったときに一度だけ）…',
  downloading: 'Electron の本体を取得しています（一度だけ、約 100 MB）…',
  closing: '終了します。刷り上がった作品はすべて保存されています。',
  open: (url) => `錦を開きました: ${url}\nCtrl+C で終了します。`,
  noWindow(refusal) {
    const because = {
      'no-display': '画面がない（DISPLAY も WAYLAND_DISPLAY も設定されていない）',
      root: 'Electron は root では動かない',
      skipped: 'Electron の本体がなく、ELECTRON_SKIP_BINARY_DOWNLOAD が設定されている',
      'not-installed': 'npm パッケージ electron が入っていない',
      'no-binary': 'Electron の本体を取得できなかった',
      ended: 'Electron が起動の途中で終了した',
    }[refusal.reason];
    return `${because}ため${detailOf(refusal)}、ウィンドウではなくブラウザで同じ錦を開きます。`;
  },
};

export const startTexts: Record<Language, StartTexts> = { en: english, ja: japanese };

function detailOf(refusal: NoWindow): string {
  return 'detail' in refusal ? ` (${refusal.detail})` : '';
}
