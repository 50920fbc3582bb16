import type { englishTexts } from './texts.en.ts';

/** Why nothing can be saved, by the system's code. */
const heldReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'ディスクがいっぱいです',
  EDQUOT: 'ディスクがいっぱいです',
  EROFS: '読み取り専用です',
  ENOENT: 'フォルダがありません',
};

/** The command line's words in Japanese. */
export const japaneseTexts: typeof englishTexts = {
  program: '錦 — 日本語 Stable Diffusion のためのスタジオ',
  usage: '使い方:',
  commands: 'コマンド:',
  options: 'オプション:',
  globalOptions: '共通オプション:',
  arguments: '引数:',
  help: 'この説明を表示する',
  version: 'バージョンを表示する',
  data: '作品とデータベースの保存先（NISHIKI_DATA）',
  exitCodes: `終了コード:
  0    すべて完了した
  1    予期しない失敗
  2    指定が正しくない（オプション、プロンプト、シード、サイズなど）
  3    モデルがない、または読み込めない・取得できない
  4    絵を作れなかった
  5    作品または写しを保存できなかった
  6    別の錦がデータフォルダを使っている
  7    ギャラリーのデータベースを開けない
  8    ほかのマシンのためのキューに拒まれた
  130  Ctrl+C で中止した（保存済みの作品は残る）`,
  examples: `例:
  nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out/
  nishiki generate "Mount Fuji at dawn" --arms en --count 4 --size 512x512
  nishiki generate "（浮世絵：１．３） 猫" --image photo.jpg --strength 0.6
  nishiki generate "夜の東京タワー 浮世絵" --arms ja,en --preview "/tmp/{arm}.png"
  nishiki tokenize "サラリーマン 油絵"
  nishiki import ~/models/japanese-stable-diffusion
  nishiki import ~/models/anime.safetensors --vae ~/models/vae.ckpt
  nishiki models download rinna/japanese-stable-diffusion
  nishiki score out/*.png --prompt "サラリーマン 油絵"
  nishiki clean ~/絵 --keep 90 --out ~/絵-選別
  nishiki gallery import ~/stable-diffusion-webui/outputs
  nishiki gallery search 猫
  nishiki doctor
  nishiki devices
  nishiki recipe 絵.png
  nishiki watermark embed 絵.png "Nishiki" --out 透かし入り.png
  nishiki watermark read 透かし入り.png`,
  generate: {
    about: '一組を刷る（シード × アーム）。作品はギャラリーに残る',
    prompt: '何を刷るか',
    arms: 'アームをカンマ区切りで: ja, en, en-raw, ja-stage1',
    out: '作品の写し（レシピ入り）を置くフォルダ',
    preview:
      '描いている途中の絵を見せる PNG・JPEG ファイル。1 ステップごとに置き換え、最後は作品になる。名前に {arm} と {seed} を入れると絵ごとに分かれる',
    seed: '最初のシード 0 … 2^64-1。i 枚目は シード + i（省略時はランダム）',
    count: 'シードの数 1 … 200',
    enPrompt: '英語アームのプロンプト（省略時は用語集で訳す）',
    negative: '絵から除きたいもの',
    steps: 'ステップ数 1 … 500（以下も省略時はモデルの推奨値）',
    guidance: 'ガイダンス 1 … 30',
    sampler: 'サンプラー',
    size: '幅x高さ（ピクセル、8 の倍数）',
    modelJa: '日本語アームのモデル（ID、名前、フォルダのどれか）',
    modelEn: '英語アームのモデル（ID、名前、フォルダのどれか）',
    image: '描き始める元の絵（image to image）',
    strength: '元の絵をどれだけ変えるか、0 より大きく 1 まで（省略時: 0.7）',
    mask: '白い所を描き直し、黒い所を残すマスク（インペイント）',
    extend: '絵の外へ描き足すピクセル数: 64 または 左,上,右,下（アウトペイント）',
    promptSyntax:
      'weighted: （語：１．３）[語] {a|b} や長い文を解釈、plain: 書いたとおり（省略時: weighted）',
    clipSkip: 'テキストエンコーダーの終わりから省く層の数、0 … 11',
    int8: 'プロセッサで速くなるが、絵は少し変わる: UNet の大部分を8ビット整数で計算（モデルごとの初回に較正する）',
    deepCache: '速くするが絵は変わる: UNet 全体を何ステップごとに計算するか 2 … 5（DeepCache）',
    variationSeed:
      '一つのシードのバリエーション: i 枚目は このシード + i へ近づける（省略時はランダム）',
    variationStrength: 'バリエーションでどこまで近づけるか、0 より大きく 1 まで（省略時: 0.2）',
    noiseSource: '乱数: cpu（diffusers と同じ）または gpu（WebUI と同じ）（省略時: cpu）',
    lora: '全アームに加える LoRA とその強さ、例: sumi.safetensors:0.8（繰り返し可）',
    embedding: '埋め込み（textual inversion）と、プロンプトでの呼び名（繰り返し可）',
    vae: 'モデルの代わりに使う VAE または TAESD（速いが、やや甘い）のファイルかフォルダ',
    safetyChecker: 'モデル付属のセーフティチェッカーで確かめる（省略時は設定どおり。既定は有効）',
    noSafetyChecker: '確かめない',
    watermark: '画素に「Nishiki」の透かしを入れる（省略時は設定どおり。既定は無効）',
    noWatermark: '透かしを入れない',
  },
  pack: {
    about: '題材集（日本語と英語のプロンプト集）を刷り、報告を書き出す',
    list: '題材集と、これまでの実行の一覧',
    add: '題材集の JSON ファイルを取り込む',
    run: '題材集を刷り、HTML の報告と PNG の一覧を書き出す',
    resumeAbout: '中断した実行の続きを刷る',
    report: '実行の報告を、いまの投票とともに書き出す',
    out: '報告を置くフォルダ',
    only: 'この題材だけを刷る（ID をカンマ区切りで）',
    prompts: (count) => `${count} 題`,
    done: (printed, total) => `${printed} / ${total} 枚を刷りました。`,
    resume: (run) => `続きは nishiki pack resume ${run} で刷れます。`,
  },
  tokenize: { about: '二つのトークナイザが文をどう読むかを表示する', text: '文' },
  doctor: {
    about: 'このマシンの状態と、すべきことを表示する',
    device: (name, provider, threads) => `デバイス: ${name}（${provider}、${threads} スレッド）`,
    memory: (free, total) => `メモリ: ${total} のうち ${free} が空き`,
    folder: (path, free) => `データフォルダ: ${path}${free === null ? '' : `（空き ${free}）`}`,
    calibrated: (names) => `8ビット整数用に較正済み: ${names.join('、')}`,
    models: (all, embedded) => `モデル: ${all} 個（うち付属 ${embedded} 個）`,
    bundle: '相談用の zip ファイルを書き出す（作品・プロンプト・トークンは含まない）',
    bundleWritten: (path) =>
      `書き出しました: ${path}\nバージョン、デバイス、設定、データベースの検査結果、ログ、障害の記録が入っています。作品、プロンプト、トークンは含みません。渡す前に中身を確かめてください。`,
    bundleExists: (path) => `${path} はすでにあります。別の名前を指定してください。`,
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
    findings: {
      'folder-missing':
        '作品のフォルダがありません。ドライブをつなぐか、元の場所に戻してください。',
      'folder-read-only': '作品のフォルダに書き込めません。書き込めるようにしてください。',
      'database-read-only':
        'データフォルダは閲覧のみです。書き込めるようにして、起動し直してください。',
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
        'ファイルが見つからないモデルがあります。ドライブをつなぐか、今ある場所から取り込み直してください。',
      'demo-models-only':
        '付属のデモモデルしかありません。nishiki models download か nishiki import で本物のモデルを加えられます。',
    },
  },
  export: {
    about: 'ギャラリーの絵を別の形式のファイルに書き出す',
    out: '書き出すフォルダ（同じ名前のファイルは上書きしない）',
    zip: '一つのZIPにまとめて書き出す',
    full: (left: number) =>
      `${left}枚はZIPに入りきりません。--search で絞り、分けて書き出してください。`,
    format: 'png、jpeg、webp、avif のいずれか',
    quality: 'png 以外の画質、1 … 100（省略時: 90）',
    search: '検索に合う絵だけ（ギャラリーの検索と同じ書き方）',
    noRecipe: 'プロンプト・シード・モデルを入れない',
    nothing: (search: string) =>
      search === '' ? 'ギャラリーに絵がありません。' : `「${search}」に合う絵がありません。`,
  },
  recipe: {
    about: 'PNG・JPEG・WebP がどう作られたかを表示する（錦、WebUI、ComfyUI、InvokeAI など）',
    none: (path) => `${path} には作り方が書かれていません。`,
    facts: {
      program: 'ソフト',
      prompt: 'プロンプト',
      negativePrompt: 'ネガティブプロンプト',
      seed: 'シード',
      steps: 'ステップ数',
      guidance: 'ガイダンス',
      sampler: 'サンプラー',
      size: 'サイズ',
      model: 'モデル',
      loras: 'LoRA',
    },
  },
  watermark: {
    about: '目に見えない透かしを入れる、または読み取る',
    embed: '画素にメッセージを埋め込んだ写しを書き出す（品質 90 の JPEG にしても読める）',
    out: '書き出す PNG ファイル（既にあるファイルは上書きしない）',
    read: '長さの分かっているメッセージを読み取る（invisible-watermark の dwtDct も可）',
    bytes: 'メッセージの長さ（バイト数。省略時は錦で作った絵かどうか）',
    own: (agreement) =>
      `錦で作られた絵です（透かしあり、一致度 ${(agreement * 100).toFixed(0)} %）。`,
    notOwn: '錦の透かしはありません。',
    exists: (path) => `${path} は既にあります。--out で別の名前を指定してください。`,
    hidden: (bytes, path) => `${bytes} バイトを埋め込みました: ${path}`,
    found: (text, hex, agreement) =>
      `${text}\n${hex}\n一致度 ${(agreement * 100).toFixed(0)} %（0 に近ければ透かしがないか、長さが違います）`,
  },
  import: {
    about: 'diffusers 形式のフォルダ、または .ckpt / .safetensors 一つをその場所のまま取り込む',
    path: 'フォルダまたはファイル',
    arm: 'どのアームを刷るか（省略時はトークナイザから決める）',
    vae: '別の VAE（ファイル、または config.json のあるフォルダ）',
    textEncoder: '別のテキストエンコーダー（同上）',
    unet: '別の UNet（同上）',
    tokenizer: '日本語モデルの単一ファイルに要るトークナイザのフォルダ（spiece.model）',
    config: '特殊な大きさの単一ファイルに要る config.json のフォルダ',
    variant: 'フォルダの中で優先する重み、例: fp16, non_ema',
    ema: '単一ファイルに平均化した重み（EMA）があれば、そちらを使う',
    prediction: 'UNet が予測するもの（省略時は調べて決める）',
  },
  models: 'モデルの一覧。models download で取得',
  download: {
    about: 'Hub から名前でモデルを取得し、取り込む',
    name: '例: rinna/japanese-stable-diffusion, CompVis/stable-diffusion-v1-4',
    revision: 'ブランチ、タグ、コミット（省略時: main）',
    safetyChecker: 'モデルのセーフティチェッカーも取得する（1.2 GB 増える）',
    limit: '毎秒の上限（MB）。次からも使う。0 で上限なし',
    tokenAbout: '標準入力のアクセストークンを保存する（HF_TOKEN も読む）。空なら忘れる',
    tokenFromPipe: 'トークンは標準入力で渡してください: nishiki models token < token.txt',
    tokenSaved: 'アクセストークンを保存しました。',
    tokenForgotten: 'アクセストークンを忘れました。',
    fetching: '取得中',
    scorer: '取得しました: 絵に点数を付けるモデル',
  },
  score: {
    about: '絵が言葉にどれだけ合うかを、高い順に表示する',
    prompt: '言葉（省略時は、それぞれの絵のレシピにある言葉）',
    language: 'どの言葉の採点モデルで読むか: ja または en',
    scorer: (path) => `採点: ${path}`,
    scorerFails: (path, why) => `採点モデル ${path} を使えません。${why}`,
    noScorer:
      '英語の採点モデルがありません。--scorer で指定するか、取得してください: nishiki models download openai/clip-vit-base-patch32',
    missing: (files) => `ファイルがありません: ${files.join('、')}`,
    noPrompt: (file) => `${file} に錦のレシピがありません。--prompt で言葉を指定してください。`,
    unreadable: (file, why) => `読めません: ${file}（${why}）`,
  },
  clean: {
    about: '説明文つきの画像フォルダに点数を付け、合っている組だけを写し取る',
    scorerOption:
      'CLIP か CLOOB のフォルダ（省略時: 取得済みの rinna の CLOOB、なければ付属のもの）',
    threshold: 'この点数以上の組を残す',
    keep: '点数の高い順に、この割合（%）を残す',
    out: '残すものを置く新しいフォルダ。元のフォルダは読むだけ',
    scorer: (path) => `採点: ${path}`,
    scorerFails: (path, why) => `採点モデル ${path} を使えません。${why}`,
    oneChoice: '--threshold と --keep はどちらか一つにしてください。',
    keepRange: '--keep は 0 より大きく 100 までです。',
    outNeedsChoice: '--out には --threshold か --keep が要ります。',
    outIsThere: (path) => `${path} はすでにあります。新しいフォルダを指定してください。`,
    noFolder: (path) => `フォルダ ${path} がありません。`,
    noPairs: (path) =>
      `${path} に説明文つきの画像がありません（猫.png と猫.txt、または metadata.jsonl）。`,
    unreadable: (picture, why) => `読めないため残しません: ${picture}（${why}）`,
    uncaptioned: (count) => `説明文がないため残しません: ${count} 枚`,
    kept: (kept, all, threshold) => `${all} 組のうち ${kept} 組が残ります（点数 ≥ ${threshold}）`,
    written: (path) => `${path} に写しました`,
  },
  gallery: {
    about: '作品を調べる、ほかの場所の絵を取り込む',
    import: 'フォルダ内の絵をすべて取り込む（どのアプリの絵でも。すでにある絵は飛ばす）',
    link: 'ファイルを複写せず、元の場所のまま使う',
    list: '絵を新しい順に並べる',
    search: '合う絵を並べる。言葉、-言葉、タグ:、シード:、モデル:',
    export: 'nishiki export と同じ',
    limit: '並べる枚数の上限（省略時：50）',
    onlyImported: '取り込んだ絵だけ',
    failed: (path: string, why: string) => `取り込めません：${path}（${why}）`,
    reasons: {
      'not-a-picture': 'PNG・JPEG・WebPのどれでもありません',
      damaged: '壊れているか、途中で切れています',
      unreadable: '読み取れません',
    },
    imported: (added: number, known: number, failed: number) =>
      `${added}枚を取り込みました。${known}枚はすでにあり、${failed}枚は読めませんでした。`,
    shown: (shown: number, all: number) => `${all}枚のうち${shown}枚`,
    columns: ['id', '日付', '系統', 'シード', 'プロンプト'],
  },
  queue: {
    about: '印刷の待ち行列を見て、操作する（ブラウザで開いているスタジオにも使える）',
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
    files: '取得したモデルを置くフォルダ（省略時: データフォルダの worker/）',
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
      `別のワーカーが ${folder} を使っています。--files で別のフォルダを指定してください。`,
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
      printing: '印刷中',
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
  json: '機械可読な出力',
  open: (url) => `錦を開きました: ${url}\nCtrl+C で終了します。`,
  building: '画面を組み立てています…',
  blocked: (path) =>
    `モデルのセーフティチェッカーが止めたため、この絵は黒く塗られています: ${path}（--no-safety-checker で確かめずに刷れます）`,
  previewFails: (path, why) =>
    `途中の絵を ${path} に書けません（${why}）。作品はそのまま刷ります。`,
  waiting: (jobs) => `先に ${jobs} 件の仕事があります。`,
  held: (folder, reason) =>
    `いまは ${folder} に保存できません（${heldReasons[reason] ?? reason}）。できた絵はメモリーに持ったまま待ち、保存できるようになると自動で続けます。Ctrl+C で終わります。`,
  loading: (model) => `${model} を読み込んでいます…`,
  calibrating: (model) => `${model} を8ビット整数用に較正中`,
  pace: (seconds) => `${seconds.toFixed(2)} 秒/ステップ`,
  summary: (pictures, perStep, total) =>
    `${pictures} 枚、${perStep.toFixed(3)} 秒/ステップ、合計 ${total.toFixed(1)} 秒`,
  translated: (english) => `英語プロンプト（用語集による）: ${english}（--en-prompt で変更可）`,
  untranslated: (words) => `用語集にない言葉: ${words.join('、')}`,
  noEnglish: (prompt) =>
    `「${prompt}」の英語が用語集にありません。英語アームの言葉を --en-prompt で指定してください。`,
  noModel: (wanted, choices) =>
    choices.length === 0
      ? `${wanted} のモデルがありません。nishiki import <パス> で取り込めます。`
      : `使えるモデルの中に ${wanted} がありません。使えるのは次のとおりです:\n${choices.join('\n')}`,
  rewriting: 'そのままでは使えない重みを書き直しています…',
  rewritten: (size) => `重み ${size} を錦のフォルダに書き直しました`,
  inpainting: 'インペインティング用',
  imported: (name, id) => `取り込みました: ${name}（${id}）`,
  modelColumns: ['ID', '名前', 'アーム', '状態', '精度', 'サイズ', '場所'],
  modelState: { ready: '使用可', missing: '見つからない' },
  pieces: (count, usable) => `${count} 片 / ${usable}`,
  unknown: (count) => `未知の片が ${count} 個（?印?）。モデルには見えません`,
  learned: '«このような»×8 は学習した語（埋め込み）と、そのトークンの数です',
  unusable: (file, why) => `${file} はこのモデルでは使えないため、その語は普通に分けます: ${why}`,
  cutOff: (count) => `上限を超えた片が ${count} 個（括弧付き）。モデルは読みません`,
  commandLine: {
    unknownOption: (what) => `${what} というオプションはありません。`,
    unknownCommand: (what) => `${what} というコマンドはありません。`,
    missing: (what) => `${what} が足りません。`,
    invalid: (what) => `この値は使えません: ${what}`,
    excess: '言葉が多すぎます。空白を含むプロンプトは引用符で囲んでください。',
    seeHelp: 'コマンドとオプションの一覧は nishiki --help で見られます。',
  },
};
