import type { Language } from '../language.ts';

const english = {
  doctor: {
    about: 'say what was found on this machine, and what to do about it',
    device: (name: string, provider: string, threads: number) =>
      `device: ${name} (${provider}, ${threads} threads)`,
    memory: (free: string, total: string) => `memory: ${free} free of ${total}`,
    folder: (path: string, free: string | null) =>
      `data folder: ${path}${free === null ? '' : ` (${free} free)`}`,
    calibrated: (names: readonly string[]) => `calibrated for 8-bit integers: ${names.join(', ')}`,
    models: (all: number, embedded: number) =>
      `models: ${all}, of which ${embedded} came with Nishiki`,
    bundle: 'write a zip file for whoever is to help: no pictures, no prompts, no tokens',
    bundleWritten: (path: string) =>
      `Written: ${path}\nVersions, devices, settings, a check of the database, logs and crash reports; no pictures, prompts or tokens. Look into it before you pass it on.`,
    bundleUnopened:
      'The studio does not open; the file says why, and holds logs and crash reports.',
    forecast: (
      model: string,
      side: string,
      usual: string,
      small: string,
      footprint: 'usual' | 'small' | null,
    ) => {
      const verdicts = {
        usual: 'fits',
        small: `made frugally now, from ${small} on`,
        none: `does not fit now: ${small} at least`,
      };
      return `memory for ${model}, ${side}: up to ${usual}, ${verdicts[footprint ?? 'none']}`;
    },
    well: 'All is well.',
    where: '<folder>',
    findings: {
      'folder-missing': 'The picture folder is not there. Connect its drive, or put it back.',
      'folder-read-only': 'The picture folder cannot be written. Make it writable.',
      'database-read-only':
        'The data folder can only be looked at. Make it writable, then start again.',
      'database-repaired':
        'The database was damaged and has been made anew. The picture files are unharmed.',
      'disk-nearly-full': 'Less than 1 GB of the disk is free. Make space for pictures.',
      'device-failed':
        'A graphics adapter failed its self-test and is not used. A newer driver may help; then `nishiki devices test`.',
      'cuda-missing':
        'There is an NVIDIA card, used through WebGPU. `nishiki devices install cuda` gets what CUDA needs.',
      'cuda-lacking':
        'CUDA’s libraries are there, but not those of the system that they need: install CUDA 12 and cuDNN 9.',
      'memory-short':
        'Less than 6 GB of memory is free. A full-size model may not fit: close other programs.',
      'model-missing':
        'A model’s files are gone: connect its drive, or say below which folder they are now:',
      'demo-models-only':
        'There are only demo models. `nishiki models download` or `nishiki import` brings real ones.',
    },
  },
  queue: {
    about: 'see and steer what is printed, also in a studio that is open in a browser',
    list: 'list what is running, what waits and what has ended',
    pause: 'begin no further picture; stays so until it is resumed',
    resume: 'go on',
    cancel: 'cancel jobs by their ids; what they saved is kept',
    all: 'every job that is queued or running',
    retry: 'print what failed or cancelled jobs lack',
    idsOrAll: 'Give the ids of jobs, or --all.',
    cancelled: (count: number) => `Cancelled: ${count} job${count === 1 ? '' : 's'}.`,
    notOpen: (ids: readonly string[]) => `Neither queued nor running: ${ids.join(', ')}`,
    held: (folder: string, reason: string) =>
      `Pictures cannot be saved in ${folder} now (${reason}). Finished ones are held in memory, and all goes on by itself when they can.`,
    paused: 'The queue is paused: `nishiki queue resume` goes on.',
    empty: 'The queue is empty.',
    columns: ['id', 'state', 'priority', 'pictures', 'failure', 'prompt'],
    status: {
      queued: 'waiting',
      running: 'running',
      done: 'done',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    priority: { foreground: 'foreground', background: 'background' },
  },
  worker: {
    about: 'print for studios on other machines, through a queue in Redis or Valkey',
    queue: 'address of the queue, redis://… or rediss://… (NISHIKI_QUEUE hides a password)',
    tokenFileOption: 'file with the studio’s token (or NISHIKI_WORKER_TOKEN)',
    files: 'folder of fetched models (left out: worker/ in the data folder)',
    workers: 'worker processes among which the processor is shared out (left out: 1)',
    keep: 'gigabytes of fetched models that are kept, those used last (left out: 50)',
    keepInvalid: 'How much is kept is a number of gigabytes above 0.',
    takeOverAfter: 'seconds of silence after which others take over a picture (left out: 30)',
    remote: 'the queue for other machines: who works at it; name one, or turn it off',
    turnOff: 'print on this machine alone',
    printHere: 'let this machine print too (as at first)',
    noPrintHere: 'leave all printing to other machines',
    token: 'show the token that workers need beside the address',
    newToken: 'make a new one: workers with the old one get nothing any more',
    noQueue: 'There is no queue: give --queue redis://host:6379, or set NISHIKI_QUEUE.',
    queueInvalid: 'The address of a queue begins with redis:// or rediss:// and names a host.',
    noToken: 'There is no token: `nishiki queue token` shows it where the studio is.',
    tokenInvalid: 'This is no token: `nishiki queue token` shows it where the studio is.',
    tokenFile: (file: string) => `The file of the token cannot be read: ${file}`,
    noRemote: 'There is no queue for other machines yet: nishiki queue remote redis://host:6379',
    workersInvalid: 'The number of workers must be a whole number from 1.',
    silenceInvalid: (seconds: number) => `At least ${seconds} seconds.`,
    folderHeld: (folder: string) =>
      `Another worker uses ${folder}; give this one a folder of its own with --files.`,
    devices: (names: readonly string[]) => `Prints with: ${names.join(', ')}`,
    line: {
      connecting: (address: string, detail: string) =>
        `Reaching for ${address} …${detail === '' ? '' : ` (${detail})`}`,
      connected: (address: string, _detail: string) => `Connected to ${address}.`,
      lost: (address: string, detail: string) =>
        `The line to ${address} is down; it is tried again.${detail === '' ? '' : ` (${detail})`}`,
      refused: (address: string, detail: string) => `${address} refuses: ${detail}`,
    },
    off: 'There is no queue for other machines.',
    unreadable: 'The queue was kept by another program or user of this machine; name it again.',
    alsoHere: 'This machine prints too.',
    notHere: 'This machine does not print.',
    nobody: 'No worker is there.',
    columns: ['machine', 'device', 'provider', 'state', 'version'],
    state: {
      idle: 'free',
      fetching: 'fetching a model',
      loading: 'loading',
      printing: 'printing',
      full: 'disk full',
    },
    begun: (id: string) => `Begun: ${id}`,
    printed: (id: string) => `Printed: ${id}`,
    stopped: (id: string) => `Stopped: ${id}`,
    'put-back': (id: string) => `Put back into the queue: ${id}`,
    full: (id: string) =>
      `Put back into the queue: ${id}: this machine’s disk is full or can only be read. It looks again in a moment.`,
    failed: (id: string, detail: string) => `Failed: ${id}: ${detail}`,
  },
  bench: 'measure this machine',
  serve: {
    about: 'serve the studio to browsers of this machine',
    port: 'port (default: 4213 or the next free one)',
    noOpen: 'only print the address',
    queue: 'queue for printing on other machines, redis://… (NISHIKI_QUEUE)',
  },
  open: (url: string) => `Nishiki is open at ${url}\nCtrl+C closes it.`,
  building: 'Building the page …',
};

const japanese: typeof english = {
  doctor: {
    about: 'このマシンの状態と、すべきことを表示する',
    device: (name, provider, threads) => `デバイス: ${name}（${provider}、${threads} スレッド）`,
    memory: (free, total) => `メモリ: ${total} のうち ${free} が空き`,
    folder: (path, free) => `データフォルダー: ${path}${free === null ? '' : `（空き ${free}）`}`,
    calibrated: (names) => `8ビット整数用に較正済み: ${names.join('、')}`,
    models: (all, embedded) => `モデル: ${all} 個（うち付属 ${embedded} 個）`,
    bundle: '相談用の zip ファイルを書き出す（作品・プロンプト・トークンは含まない）',
    bundleWritten: (path) =>
      `書き出しました: ${path}\nバージョン、デバイス、設定、データベースの検査結果、ログ、障害の記録が入っています。作品、プロンプト、トークンは含みません。渡す前に中身を確かめてください。`,
    bundleUnopened:
      'スタジオを開けませんでした。その理由と、ログ、障害の記録をファイルに入れます。',
    forecast: (model, side, usual, small, footprint) => {
      const verdicts = {
        usual: '足ります',
        small: `今は節約して作ります（最低 ${small}）`,
        none: `今は足りません（最低 ${small}）`,
      };
      return `${model}（${side}）に要るメモリ: 最大 ${usual}、${verdicts[footprint ?? 'none']}`;
    },
    well: '問題はありません。',
    where: '<フォルダー>',
    findings: {
      'folder-missing':
        '作品のフォルダーがありません。ドライブをつなぐか、元の場所に戻してください。',
      'folder-read-only': '作品のフォルダーに書き込めません。書き込めるようにしてください。',
      'database-read-only':
        'データフォルダーは閲覧のみです。書き込めるようにして、起動し直してください。',
      'database-repaired': 'データベースが壊れていたため作り直しました。作品のファイルは無事です。',
      'disk-nearly-full': 'ディスクの空きが 1 GB を切っています。空きを作ってください。',
      'device-failed':
        '自己診断に合格せず、使っていないグラフィックスアダプターがあります。ドライバーを新しくして、nishiki devices test を試してください。',
      'cuda-missing':
        'NVIDIA のカードを WebGPU で使っています。nishiki devices install cuda で CUDA 用ライブラリを取得できます。',
      'cuda-lacking':
        'CUDA 用ライブラリはありますが、それが要る CUDA 12 と cuDNN 9 がそろっていません。入れてください。',
      'memory-short':
        'メモリの空きが 6 GB を切っています。実物大のモデルは入らないことがあります。ほかのソフトを閉じてください。',
      'model-missing':
        'ファイルが見つからないモデルがあります。ドライブをつなぐか、いまあるフォルダーを次のように教えてください。',
      'demo-models-only':
        '付属のデモモデルしかありません。nishiki models download か nishiki import で本物のモデルを加えられます。',
    },
  },
  queue: {
    about: '生成の待ち行列を見て、操作する（ブラウザで開いているスタジオにも使える）',
    list: '実行中・待機中・終了した仕事の一覧',
    pause: '次の絵を始めない（再開するまで続く）',
    resume: '再開する',
    cancel: 'ID で指定した仕事を取り消す（保存済みの絵は残る）',
    all: '待機中と実行中のすべて',
    retry: '失敗または取り消した仕事の、足りない絵を刷る',
    idsOrAll: '仕事の ID か --all を指定してください。',
    cancelled: (count) => `${count} 件を取り消しました。`,
    notOpen: (ids) => `待機中でも実行中でもありません: ${ids.join('、')}`,
    held: (folder, reason) =>
      `いまは ${folder} に絵を保存できません（${reason}）。できた絵は手元に持ったまま待ち、保存できるようになると自動で続けます。`,
    paused: '待ち行列は一時停止中です。nishiki queue resume で再開します。',
    empty: '待ち行列は空です。',
    columns: ['ID', '状態', '優先度', '枚数', '失敗', 'プロンプト'],
    status: {
      queued: '待機中',
      running: '実行中',
      done: '完了',
      failed: '失敗',
      cancelled: '取り消し',
    },
    priority: { foreground: '通常', background: '後回し' },
  },
  worker: {
    about: 'ほかのマシンのスタジオの絵を、Redis または Valkey のキューを通して刷る',
    queue: 'キューのアドレス redis://… または rediss://…（パスワードは NISHIKI_QUEUE で渡せる）',
    tokenFileOption: 'スタジオのトークンを書いたファイル（または NISHIKI_WORKER_TOKEN）',
    files: '取得したモデルを置くフォルダー（省略時: データフォルダーの worker/）',
    workers: 'プロセッサを分け合うワーカーの数（省略時: 1）',
    keep: '取得したモデルを残しておく量（GB、最近使ったものから。省略時: 50）',
    keepInvalid: '残しておく量は 0 より大きい GB の数で指定してください。',
    takeOverAfter: '応答が途絶えた絵をほかのワーカーが引き継ぐまでの秒数（省略時: 30）',
    remote: 'ほかのマシンで刷るためのキュー: 状態とワーカーの一覧、指定、解除',
    turnOff: 'このマシンだけで刷る',
    printHere: 'このマシンでも刷る（初めの設定）',
    noPrintHere: 'すべてほかのマシンに任せる',
    token: 'ワーカーに必要なトークンを表示する',
    newToken: '新しいトークンにする（古いトークンのワーカーには何も渡らなくなる）',
    noQueue:
      'キューが指定されていません。--queue redis://ホスト:6379 か NISHIKI_QUEUE で指定してください。',
    queueInvalid: 'キューのアドレスは redis:// か rediss:// で始め、ホスト名を書いてください。',
    noToken:
      'トークンがありません。スタジオのあるマシンで nishiki queue token を実行してください。',
    tokenInvalid:
      'トークンの形ではありません。スタジオのあるマシンで nishiki queue token を実行してください。',
    tokenFile: (file) => `トークンのファイルを読めません: ${file}`,
    noRemote:
      'ほかのマシンのためのキューはまだありません。nishiki queue remote redis://ホスト:6379 で指定できます。',
    workersInvalid: 'ワーカーの数は 1 以上の整数で指定してください。',
    silenceInvalid: (seconds) => `${seconds} 秒以上にしてください。`,
    folderHeld: (folder) =>
      `別のワーカーが ${folder} を使っています。--files で別のフォルダーを指定してください。`,
    devices: (names) => `刷るデバイス: ${names.join('、')}`,
    line: {
      connecting: (address, detail) =>
        `${address} につないでいます…${detail === '' ? '' : `（${detail}）`}`,
      connected: (address, _detail) => `${address} につながりました。`,
      lost: (address, detail) =>
        `${address} との接続が切れました。つなぎ直しています。${detail === '' ? '' : `（${detail}）`}`,
      refused: (address, detail) => `${address} に拒まれました: ${detail}`,
    },
    off: 'ほかのマシンのためのキューは使っていません。',
    unreadable:
      'キューの設定は別のソフトかユーザーが保存したもので、読めません。指定し直してください。',
    alsoHere: 'このマシンでも刷ります。',
    notHere: 'このマシンでは刷りません。',
    nobody: 'ワーカーはいません。',
    columns: ['マシン', 'デバイス', '実行方式', '状態', 'バージョン'],
    state: {
      idle: '待機中',
      fetching: 'モデルを取得中',
      loading: '読み込み中',
      printing: '生成中',
      full: 'ディスクがいっぱい',
    },
    begun: (id) => `開始: ${id}`,
    printed: (id) => `完了: ${id}`,
    stopped: (id) => `中止: ${id}`,
    'put-back': (id) => `キューに戻しました: ${id}`,
    full: (id) =>
      `キューに戻しました: ${id}（このマシンのディスクがいっぱいか、書き込めません。しばらくして、また確かめます）`,
    failed: (id, detail) => `失敗: ${id}: ${detail}`,
  },
  bench: 'このマシンの速さを測る',
  serve: {
    about: 'このマシンのブラウザにスタジオを開く',
    port: 'ポート（既定は 4213、使用中なら次の空き）',
    noOpen: 'アドレスを表示するだけにする',
    queue: 'ほかのマシンで刷るためのキュー redis://…（NISHIKI_QUEUE）',
  },
  open: (url) => `錦を開きました: ${url}\nCtrl+C で終了します。`,
  building: '画面を組み立てています…',
};

/** What the command line says of the machine, its queue and its doors. */
export const studioTexts: Record<Language, typeof english> = { en: english, ja: japanese };
