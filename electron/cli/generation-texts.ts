import { algorithms, spacings } from '../api/contract/sampler.ts';
import type { Language } from '../language.ts';

/** Why nothing can be saved, by the system's code. */
const heldReasons: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk is full',
    EROFS: 'the folder can only be read',
    ENOENT: 'the folder is not there',
  },
  ja: {
    ENOSPC: 'ディスクがいっぱいです',
    EDQUOT: 'ディスクがいっぱいです',
    EROFS: '読み取り専用です',
    ENOENT: 'フォルダーがありません',
  },
};

const english = {
  generate: {
    about:
      'print a batch: every seed with every arm; the pictures are kept in the gallery; with - the prompt comes from stdin',
    prompt: 'what to print',
    arms: 'arms, separated by commas: ja, en, en-raw, ja-stage1',
    out: 'folder for copies of the pictures, their recipe inside',
    preview:
      'PNG or JPEG file that shows the picture being drawn, replaced step by step, ten times a second at most, at last by the picture; {arm} and {seed} in its name give each picture a file of its own (a variation’s {seed} is both seeds: 7-12)',
    seed: 'first seed, 0 … 2^64-1; picture i uses seed + i (left out: random)',
    count: 'how many seeds, 1 … 200',
    enPrompt: 'prompt of the English arm (left out: translated by the glossary)',
    negative: 'what to keep out of the pictures',
    steps: 'denoising steps, 1 … 500 (left out, as below: the model’s recommendation)',
    guidance: 'guidance scale, 1 … 30',
    sampler: `${algorithms.join(', ')}; behind most of them -${spacings.join(', -')} for another spacing of the noise levels (docs/samplers.md)`,
    size: 'width x height in pixels, multiples of 8',
    hires:
      'hires fix: composed at the size, enlarged so many times and drawn over there (strength left out: 0.3)',
    modelJa: 'model of the Japanese arm: id, name or folder',
    modelEn: 'model of the English arms: id, name or folder',
    image: 'picture to begin from (image to image)',
    strength: 'how far it is changed, above 0 … 1 (left out: 0.7)',
    mask: 'white is painted anew, black is kept (inpainting)',
    extend: 'pixels painted on beyond the picture: 64, or left,top,right,bottom (outpainting)',
    promptSyntax:
      'weighted: (word:1.3), [word], {a|b}, long prompts; plain: letter by letter (left out: weighted)',
    clipSkip: 'layers of the text encoder left out at its end, 0 … 11',
    int8: 'faster on a processor, not exact: most of the UNet in 8-bit integers; the first use of a model calibrates it',
    deepCache: 'faster, not exact: ask the whole UNet at every so manieth step, 2 … 5 (DeepCache)',
    variationSeed:
      'variations of one seed: picture i goes towards this seed + i (left out: random)',
    variationStrength: 'how far it goes, above 0 … 1 (left out: 0.2)',
    noiseSource:
      'random numbers of PyTorch on the cpu (as diffusers) or on a gpu (as webui) (left out: cpu)',
    lora: 'LoRA for all arms, its file or its name in the library, and how strong: ink.safetensors:0.8, ink:0.8 (may be repeated)',
    embedding:
      'textual inversion, its file or its name in the library, and the word for it in prompts (may be repeated)',
    vae: 'another VAE, or TAESD (fast, softer), in the place of the models’: a file, a folder, or a name of the library; own for the models’ own',
    safetyChecker: 'have a model’s own safety checker look (left out: as the settings say, on)',
    noSafetyChecker: 'without it',
    watermark: 'hide “Nishiki” in the pixels (left out: as the settings say, off)',
    noWatermark: 'without it',
  },
  pack: {
    about: 'print a culture pack (prompts in Japanese and English) and write its report',
    list: 'list the packs, and the runs that there are',
    add: 'take in a pack from a JSON file',
    run: 'print a pack, write an HTML report and a PNG contact sheet',
    resumeAbout: 'print what a stopped run has left',
    report: 'write the report of a run with the votes as they are now',
    out: 'folder for the report',
    only: 'print only these prompts (ids, comma separated)',
    prompts: (count: number) => `${count} prompts`,
    done: (printed: number, total: number) => `${printed} of ${total} pictures printed.`,
    resume: (run: string) => `nishiki pack resume ${run} prints the rest.`,
  },
  tokenize: {
    about:
      'show what the Japanese and the English model read of a prompt, piece by piece; with - it comes from stdin',
    text: 'the prompt',
    promptSyntax:
      'weighted: choices settled, then AND, schedules, windows and weights; plain: letter by letter (left out: weighted)',
    seed: 'the picture’s seed, which settles choices (left out: 0)',
    steps: 'steps that schedules are laid out over, 1 … 500 (left out: the model’s recommendation)',
  },
  needsImage: (option: string) => `${option} needs the picture to begin from: --image.`,
  blocked: (path: string) =>
    `The model’s safety checker has blocked this picture, which is black: ${path}  (--no-safety-checker prints without it)`,
  previewFails: (path: string, why: string) =>
    `Previews cannot be written to ${path} (${why}). The pictures are printed all the same.`,
  waiting: (jobs: number) => `Waiting for ${jobs} job${jobs === 1 ? '' : 's'} before this one.`,
  held: (folder: string, reason: string) =>
    `Nothing can be saved in ${folder} now: ${heldReasons.en[reason] ?? reason}. What is finished waits in memory, and all goes on by itself; Ctrl+C ends.`,
  loading: (model: string) => `Loading ${model} …`,
  memoryShort: (needed: string, available: string) =>
    `Takes up to ${needed} of memory; ${available} are available. It will be made frugally, and more slowly.`,
  calibrating: (model: string) => `calibrating ${model} for 8-bit integers`,
  pace: (seconds: number) => `${seconds.toFixed(2)} s/step`,
  summary: (pictures: number, perStep: number, total: number) =>
    `${pictures} picture${pictures === 1 ? '' : 's'}, ${perStep.toFixed(3)} s/step, ${total.toFixed(1)} s in all`,
  translated: (prompt: string) =>
    `English prompt, by the glossary: ${prompt}  (--en-prompt replaces it)`,
  untranslated: (words: readonly string[]) => `The glossary does not know: ${words.join(', ')}`,
  negativeUnused: (model: string) =>
    `“${model}” takes the guidance scale as an input and reads no negative prompt: what was to be kept out has no effect.`,
  noEnglish: (prompt: string) =>
    `The glossary has no English for “${prompt}”; give the English arm its words with --en-prompt.`,
  noModel: (wanted: string, choices: readonly string[]) =>
    choices.length === 0
      ? `There is no model for ${wanted}; import one with \`nishiki import <path>\`.`
      : `There is no model ${wanted} that is ready. These are:\n${choices.join('\n')}`,
  pieces: (count: number, usable: number) => `${count} of ${usable} pieces`,
  readings: (count: number, steps: number) => `${count} texts in ${steps} steps`,
  settledTo: (prompt: string) => `choices settled: ${prompt}`,
  composed: (index: number, count: number, weight: number) =>
    `AND ${index}/${count}, weight ${weight}`,
  inSteps: (spans: string) => (spans === '' ? 'in no step' : `steps ${spans}`),
  window: (index: number, count: number) => `window ${index}/${count}`,
  weights: 'piece:1.1 counts that much',
  unlisted: (count: number) => `${count} more text${count === 1 ? '' : 's'} not listed`,
  unknown: (count: number) =>
    `${count} unknown piece${count === 1 ? '' : 's'}, marked ?like this?: the model does not see them`,
  learned: '«like this»×8: a learned word (textual inversion), and how many tokens it takes',
  unusable: (file: string, why: string) =>
    `${file} cannot be used with this model, its word is cut like any other: ${why}`,
  cutOff: (count: number) =>
    `${count} piece${count === 1 ? '' : 's'} beyond the limit, (like this): the model does not read them`,
};

const japanese: typeof english = {
  generate: {
    about:
      '一組を刷る（シード × アーム）。作品はギャラリーに残る。- でプロンプトを標準入力から読む',
    prompt: '何を刷るか',
    arms: 'アームをカンマ区切りで: ja, en, en-raw, ja-stage1',
    out: '作品の写し（レシピ入り）を置くフォルダー',
    preview:
      '描いている途中の絵を見せる PNG・JPEG ファイル。1 ステップごとに（多くて毎秒10回）置き換え、最後は作品になる。名前に {arm} と {seed} を入れると絵ごとに分かれる（バリエーションの {seed} は二つのシード: 7-12）',
    seed: '最初のシード 0 … 2^64-1。i 枚目は シード + i（省略時はランダム）',
    count: 'シードの数 1 … 200',
    enPrompt: '英語アームのプロンプト（省略時は用語集で訳す）',
    negative: '絵から除きたいもの',
    steps: 'ステップ数 1 … 500（以下も省略時はモデルの推奨値）',
    guidance: 'ガイダンス 1 … 30',
    sampler: `${algorithms.join('、')}。ほとんどは後ろに -${spacings.join('、-')} を付けてノイズの配分を変えられる（docs/samplers.md）`,
    size: '幅x高さ（ピクセル、8 の倍数）',
    hires: 'hires fix: この大きさで構図を決め、何倍かに広げて描き直す（強さの省略時: 0.3）',
    modelJa: '日本語アームのモデル（ID、名前、フォルダーのどれか）',
    modelEn: '英語アームのモデル（ID、名前、フォルダーのどれか）',
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
    lora: '全アームに加える LoRA（ファイルかライブラリーの名前）とその強さ、例: sumi.safetensors:0.8、墨:0.8（繰り返し可）',
    embedding:
      '埋め込み（textual inversion、ファイルかライブラリーの名前）と、プロンプトでの呼び名（繰り返し可）',
    vae: 'モデルの代わりに使う VAE または TAESD（速いが、やや甘い）のファイル、フォルダー、ライブラリーの名前。own でモデル自身のもの',
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
    out: '報告を置くフォルダー',
    only: 'この題材だけを刷る（ID をカンマ区切りで）',
    prompts: (count) => `${count} 題`,
    done: (printed, total) => `${printed} / ${total} 枚を刷りました。`,
    resume: (run) => `続きは nishiki pack resume ${run} で刷れます。`,
  },
  tokenize: {
    about: '日本語と英語のモデルがプロンプトをどう読むかを、片ごとに表示する。- で標準入力から読む',
    text: 'プロンプト',
    promptSyntax:
      'weighted: 選択を決め、AND・スケジュール・区切り・重みを解釈、plain: 書いたとおり（省略時: weighted）',
    seed: '選択を決めるシード（省略時: 0）',
    steps: 'スケジュールを割り振るステップ数 1 … 500（省略時はモデルの推奨値）',
  },
  needsImage: (option) => `${option} には、描き始める元の絵（--image）が要ります。`,
  blocked: (path) =>
    `モデルのセーフティチェッカーが止めたため、この絵は黒く塗られています: ${path}（--no-safety-checker で確かめずに刷れます）`,
  previewFails: (path, why) =>
    `途中の絵を ${path} に書けません（${why}）。作品はそのまま刷ります。`,
  waiting: (jobs) => `先に ${jobs} 件の仕事があります。`,
  held: (folder, reason) =>
    `いまは ${folder} に保存できません（${heldReasons.ja[reason] ?? reason}）。できた絵はメモリに持ったまま待ち、保存できるようになると自動で続けます。Ctrl+C で終わります。`,
  loading: (model) => `${model} を読み込んでいます…`,
  memoryShort: (needed, available) =>
    `メモリを最大 ${needed} 使います（空き ${available}）。節約しながら作るので、時間がかかります。`,
  calibrating: (model) => `${model} を8ビット整数用に較正中`,
  pace: (seconds) => `${seconds.toFixed(2)} 秒/ステップ`,
  summary: (pictures, perStep, total) =>
    `${pictures} 枚、${perStep.toFixed(3)} 秒/ステップ、合計 ${total.toFixed(1)} 秒`,
  translated: (prompt) => `英語プロンプト（用語集による）: ${prompt}（--en-prompt で変更可）`,
  untranslated: (words) => `用語集にない言葉: ${words.join('、')}`,
  negativeUnused: (model) =>
    `「${model}」はガイダンスの値をそのまま受け取るモデルで、ネガティブプロンプトを読みません。除きたいものの指定は効きません。`,
  noEnglish: (prompt) =>
    `「${prompt}」の英語が用語集にありません。英語アームの言葉を --en-prompt で指定してください。`,
  noModel: (wanted, choices) =>
    choices.length === 0
      ? `${wanted} のモデルがありません。nishiki import <パス> で取り込めます。`
      : `使えるモデルの中に ${wanted} がありません。使えるのは次のとおりです:\n${choices.join('\n')}`,
  pieces: (count, usable) => `${count} 片 / ${usable}`,
  readings: (count, steps) => `${steps} ステップで ${count} 通り`,
  settledTo: (prompt) => `選択の結果: ${prompt}`,
  composed: (index, count, weight) => `AND ${index}/${count}、重み ${weight}`,
  inSteps: (spans) => (spans === '' ? 'どのステップでも読まれない' : `ステップ ${spans}`),
  window: (index, count) => `区切り ${index}/${count}`,
  weights: '「片:1.1」の数字は重みです',
  unlisted: (count) => `ほかに ${count} 通り（省略）`,
  unknown: (count) => `未知の片が ${count} 個（?印?）。モデルには見えません`,
  learned: '«このような»×8 は学習した語（埋め込み）と、そのトークンの数です',
  unusable: (file, why) => `${file} はこのモデルでは使えないため、その語は普通に分けます: ${why}`,
  cutOff: (count) => `上限を超えた片が ${count} 個（括弧付き）。モデルは読みません`,
};

/** What the command line says of pictures that are made, and of how their words are read. */
export const generationTexts: Record<Language, typeof english> = { en: english, ja: japanese };
