import type { Language } from '../language.ts';

const english = {
  option:
    'compute on: auto, cpu, cuda, dml, coreml or webgpu; with a colon and a number another card (cuda:1)',
  choices: 'auto, cpu, cuda, dml, coreml, webgpu, cuda:1 …',
  use: (profile: string) => `  used as ${profile}`,
  about: 'list what there is to compute on, and how each did in its self-test',
  testAbout: 'test a device again (left out: the one that auto means), beside the processor',
  useAbout: 'compute on this device from now on, as the settings say',
  installAbout: 'get what a kind of device lacks',
  cudaAbout: 'fetch ONNX Runtime’s libraries for CUDA into the data folder (Linux, NVIDIA cards)',
  choice: (chosen: string, automatic: string, forced: string | null) =>
    (chosen === 'auto' ? `chosen: auto (${automatic})` : `chosen: ${chosen}`) +
    (forced === null ? '' : `; this run: ${forced}, by --device or NISHIKI_DEVICE`),
  chosen: (device: string) => `Pictures are made on ${device} from now on.`,
  untested: 'not tested yet; it will be before its first picture',
  passed: (profile: string, when: string) => `used as ${profile} (self-test of ${when})`,
  failed: (when: string) =>
    `failed its self-test of ${when}; the processor works in its place. A newer driver may help.`,
  trialFailed: (profile: string, why: string) => `${profile}: ${why}`,
  off: (part: string, error: string) => `${part} is off by ${error}`,
  fetching: 'fetching',
  unpacking: 'unpacking',
  cuda: {
    missing: 'CUDA libraries: not installed. `nishiki devices install cuda` fetches them.',
    noCard: 'CUDA libraries: not installed, and there is no NVIDIA card for them.',
    installed: (folder: string) => `CUDA libraries: ${folder}`,
    lacking: (names: string) =>
      `  they need CUDA 12 and cuDNN 9, which this system does not have whole: ${names}`,
  },
};

const japanese: typeof english = {
  option:
    '計算に使うデバイス: auto、cpu、cuda、dml、coreml、webgpu。2 枚目以降のカードはコロンと番号で（cuda:1）',
  choices: 'auto、cpu、cuda、dml、coreml、webgpu、cuda:1 など',
  use: (profile) => `  使い方: ${profile}`,
  about: '計算に使えるデバイスと、それぞれの自己診断の結果を一覧する',
  testAbout: 'デバイスを CPU と比べて診断し直す（省くと auto が選ぶもの）',
  useAbout: 'これからこのデバイスで計算する（設定に保存）',
  installAbout: 'デバイスに足りないものを入れる',
  cudaAbout:
    'ONNX Runtime の CUDA 用ライブラリをデータフォルダーに取得する（Linux、NVIDIA のカード）',
  choice: (chosen, automatic, forced) =>
    (chosen === 'auto' ? `設定: auto（${automatic}）` : `設定: ${chosen}`) +
    (forced === null ? '' : `。今回は --device か NISHIKI_DEVICE により ${forced}`),
  chosen: (device) => `これからは ${device} で絵を作ります。`,
  untested: '未診断。最初の絵を作る前に診断します',
  passed: (profile, when) => `使い方: ${profile}（${when} の自己診断）`,
  failed: (when) =>
    `${when} の自己診断に合格せず、CPU が代わりに計算します。新しいドライバーで直ることがあります。`,
  trialFailed: (profile, why) => `${profile}: ${why}`,
  off: (part, error) => `${part} のずれが ${error}`,
  fetching: '取得中',
  unpacking: '展開中',
  cuda: {
    missing: 'CUDA 用ライブラリ: 未導入。nishiki devices install cuda で取得できます。',
    noCard: 'CUDA 用ライブラリ: 未導入。これを使う NVIDIA のカードもありません。',
    installed: (folder) => `CUDA 用ライブラリ: ${folder}`,
    lacking: (names) => `  CUDA 12 と cuDNN 9 が要りますが、この環境には次が足りません: ${names}`,
  },
};

/** What the command line says of what it computes on. */
export const deviceTexts: Record<Language, typeof english> = { en: english, ja: japanese };
