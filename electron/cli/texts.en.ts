/** Why nothing can be saved, by the system's code. */
const heldReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EROFS: 'the folder can only be read',
  ENOENT: 'the folder is not there',
};

/** The command line's words in English. */
export const englishTexts = {
  program: 'Nishiki: a studio for Japanese Stable Diffusion.',
  usage: 'Usage:',
  commands: 'Commands:',
  options: 'Options:',
  globalOptions: 'Global options:',
  arguments: 'Arguments:',
  help: 'show this help',
  version: 'show the version',
  data: 'where pictures and database are kept (NISHIKI_DATA)',
  exitCodes: `Exit codes:
  0    everything was printed or shown
  1    something failed that should not
  2    the command cannot be run as written (option, prompt, seed, size, …)
  3    there is no such model, or it cannot be read or fetched
  4    a picture could not be made
  5    a picture or a copy could not be saved
  6    another Nishiki is using the data folder
  7    the gallery’s database cannot be opened
  8    the queue for other machines refuses this worker
  130  stopped by Ctrl+C; what was saved is kept`,
  examples: `Examples:
  nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out/
  nishiki generate "Mount Fuji at dawn" --arms en --count 4 --size 512x512
  nishiki generate "（浮世絵：１．３） 猫" --image photo.jpg --strength 0.6
  nishiki generate "夜の東京タワー 浮世絵" --arms ja,en --preview "/tmp/{arm}.png"
  nishiki tokenize "サラリーマン 油絵"
  nishiki import ~/models/japanese-stable-diffusion
  nishiki import ~/models/anime.safetensors --vae ~/models/vae.ckpt
  nishiki models download rinna/japanese-stable-diffusion
  nishiki score out/*.png --prompt "サラリーマン 油絵"
  nishiki clean ~/pictures --keep 90 --out ~/pictures-cleaned
  nishiki doctor
  nishiki devices
  nishiki gallery import ~/stable-diffusion-webui/outputs
  nishiki gallery search 猫
  nishiki export --search 猫 --format webp --out cats/
  nishiki recipe picture.png
  nishiki watermark embed picture.png "Nishiki" --out marked.png
  nishiki watermark read marked.png`,
  generate: {
    about: 'print a batch: every seed with every arm; the pictures are kept in the gallery',
    prompt: 'what to print',
    arms: 'arms, separated by commas: ja, en, en-raw, ja-stage1',
    out: 'folder for copies of the pictures, their recipe inside',
    preview:
      'PNG or JPEG file that shows the picture being drawn, replaced after each step, at last by the picture; {arm} and {seed} in its name give each picture a file of its own',
    seed: 'first seed, 0 … 2^64-1; picture i uses seed + i (left out: random)',
    count: 'how many seeds, 1 … 200',
    enPrompt: 'prompt of the English arm (left out: translated by the glossary)',
    negative: 'what to keep out of the pictures',
    steps: 'denoising steps, 1 … 500 (left out, as below: the model’s recommendation)',
    guidance: 'guidance scale, 1 … 30',
    sampler: 'sampler',
    size: 'width x height in pixels, multiples of 8',
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
    lora: 'LoRA for all arms and how strong, e.g. ink.safetensors:0.8 (may be repeated)',
    embedding: 'textual inversion, and the word for it in prompts (may be repeated)',
    vae: 'another VAE, or TAESD (fast, softer), in the place of the models’ own: a file or a folder',
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
  tokenize: { about: 'show how both tokenizers read a text', text: 'the text' },
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
    bundleExists: (path: string) => `${path} is there already; choose another name.`,
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
        'A model’s files are gone: connect its drive, or import it from where it is now.',
      'demo-models-only':
        'There are only demo models. `nishiki models download` or `nishiki import` brings real ones.',
    },
  },
  export: {
    about: 'write pictures of the gallery as files of another format',
    out: 'folder for the files; one that is there already is not replaced',
    zip: 'write one ZIP file instead',
    full: (left: number) =>
      `${left} pictures do not fit into one ZIP file; export them by a narrower --search.`,
    format: 'png, jpeg, webp or avif',
    quality: '1 … 100, for all but png (left out: 90)',
    search: 'only pictures that match, as in the gallery’s search',
    noRecipe: 'leave out prompt, seed and model',
    nothing: (search: string) =>
      search === '' ? 'The gallery is empty.' : `No picture matches “${search}”.`,
  },
  recipe: {
    about: 'show how a PNG, JPEG or WebP file was made: by Nishiki, WebUI, ComfyUI, InvokeAI, …',
    none: (path: string) => `${path} does not say how it was made.`,
    facts: {
      program: 'program',
      prompt: 'prompt',
      negativePrompt: 'negative prompt',
      seed: 'seed',
      steps: 'steps',
      guidance: 'guidance',
      sampler: 'sampler',
      size: 'size',
      model: 'model',
      loras: 'LoRA',
    },
  },
  watermark: {
    about: 'hide a message in a picture, or read one',
    embed: 'write a copy with a message in its pixels, which JPEG of quality 90 leaves readable',
    out: 'PNG file to write; one that is there already is not replaced',
    read: 'read a message of known length, also one of the package invisible-watermark (dwtDct)',
    bytes: 'length of the message in bytes (left out: whether Nishiki made the picture)',
    own: (agreement: number) =>
      `Made by Nishiki: its watermark is there, agreement ${(agreement * 100).toFixed(0)} %.`,
    notOwn: 'There is no watermark of Nishiki’s.',
    exists: (path: string) => `${path} is there already; choose another name with --out.`,
    hidden: (bytes: number, path: string) => `${bytes} bytes hidden: ${path}`,
    found: (text: string, hex: string, agreement: number) =>
      `${text}\n${hex}\nagreement ${(agreement * 100).toFixed(0)} % (near 0: no watermark, or another length)`,
  },
  import: {
    about: 'take in a diffusers folder or a single .ckpt or .safetensors file where it lies',
    path: 'the folder or file',
    arm: 'which arm it prints (left out: decided by its tokenizer)',
    vae: 'another VAE: a file, or a folder with config.json',
    textEncoder: 'another text encoder: a file, or a folder with config.json',
    unet: 'another UNet: a file, or a folder with config.json',
    tokenizer: 'tokenizer folder, for a single file of a Japanese model (spiece.model)',
    config: 'folder with config.json files, for a single file of unusual sizes',
    variant: 'which weights of a folder to prefer, e.g. fp16, non_ema',
    ema: 'take the averaged weights of a single file that has them',
    prediction: 'what the UNet predicts (left out: found out)',
  },
  models: 'list the models; `models download` fetches one',
  download: {
    about: 'fetch a model from the hub by its name, and import it',
    name: 'e.g. rinna/japanese-stable-diffusion, CompVis/stable-diffusion-v1-4',
    revision: 'branch, tag or commit (left out: main)',
    safetyChecker: 'fetch the model’s safety checker too (1.2 GB more)',
    limit: 'megabytes per second at most, kept for later; 0 for no limit',
    tokenAbout:
      'keep the access token that stdin brings (HF_TOKEN is read too); nothing forgets it',
    tokenFromPipe: 'The token comes by stdin: nishiki models token < token.txt',
    tokenSaved: 'The access token is kept.',
    tokenForgotten: 'The access token is forgotten.',
    fetching: 'Fetching',
    scorer: 'Fetched: a model that scores pictures',
  },
  score: {
    about: 'say how well pictures fit words, best first',
    prompt: 'the words (left out: each picture its own, as its recipe has them)',
    language: 'which scorer reads them: ja or en',
    scorer: (path: string) => `Scorer: ${path}`,
    scorerFails: (path: string, why: string) => `The scorer ${path} cannot be used. ${why}`,
    noScorer:
      'There is no English scorer. Give one with --scorer, or fetch one: nishiki models download openai/clip-vit-base-patch32',
    missing: (files: readonly string[]) => `There is no file ${files.join(', ')}.`,
    noPrompt: (file: string) => `${file} has no recipe of Nishiki’s; give the words with --prompt.`,
    unreadable: (file: string, why: string) => `Not read: ${file} (${why})`,
  },
  clean: {
    about: 'score a folder of captioned pictures, and copy the pairs that fit',
    scorerOption:
      'CLIP or CLOOB folder (left out: rinna’s CLOOB where it was fetched, else the demo’s)',
    threshold: 'keep pairs with at least this score',
    keep: 'keep this percentage, the best ones',
    out: 'new folder for what stays; the data set itself is only read',
    scorer: (path: string) => `Scorer: ${path}`,
    scorerFails: (path: string, why: string) => `The scorer ${path} cannot be used. ${why}`,
    oneChoice: '--threshold and --keep: one of them.',
    keepRange: '--keep: above 0, at most 100.',
    outNeedsChoice: '--out needs --threshold or --keep.',
    outIsThere: (path: string) => `${path} is there already; choose a new folder.`,
    noFolder: (path: string) => `There is no folder ${path}.`,
    noPairs: (path: string) =>
      `${path} holds no captioned pictures: cat.png with cat.txt beside it, or a metadata.jsonl.`,
    unreadable: (picture: string, why: string) => `Not read, not kept: ${picture} (${why})`,
    uncaptioned: (count: number) => `Without a caption, not kept: ${count}`,
    kept: (kept: number, all: number, threshold: string) =>
      `${kept} of ${all} pairs stay (score ≥ ${threshold})`,
    written: (path: string) => `Copied to ${path}`,
  },
  gallery: {
    about: 'look through the gallery, and bring pictures into it',
    import:
      'take in all pictures of folders, whichever program made them; what is in already is passed over',
    link: 'leave the files where they are instead of copying them',
    list: 'list pictures, newest first',
    search: 'list pictures that match: words, -word, tag:, seed:, model:',
    export: 'as `nishiki export`',
    limit: 'how many at most (left out: 50)',
    onlyImported: 'only pictures that came from elsewhere',
    failed: (path: string, why: string) => `Not taken in: ${path} (${why})`,
    reasons: {
      'not-a-picture': 'neither PNG, JPEG nor WebP',
      damaged: 'damaged or cut off',
      unreadable: 'cannot be read',
    },
    imported: (added: number, known: number, failed: number) =>
      `${added} taken in, ${known} were there already, ${failed} could not be read.`,
    shown: (shown: number, all: number) => `${shown} of ${all} pictures`,
    columns: ['id', 'date', 'arm', 'seed', 'prompt'],
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
  json: 'machine-readable output',
  open: (url: string) => `Nishiki is open at ${url}\nCtrl+C closes it.`,
  building: 'Building the page …',
  blocked: (path: string) =>
    `The model’s safety checker has blocked this picture, which is black: ${path}  (--no-safety-checker prints without it)`,
  previewFails: (path: string, why: string) =>
    `Previews cannot be written to ${path} (${why}). The pictures are printed all the same.`,
  waiting: (jobs: number) => `Waiting for ${jobs} job${jobs === 1 ? '' : 's'} before this one.`,
  held: (folder: string, reason: string) =>
    `Nothing can be saved in ${folder} now: ${heldReasons[reason] ?? reason}. What is finished waits in memory, and all goes on by itself; Ctrl+C ends.`,
  loading: (model: string) => `Loading ${model} …`,
  calibrating: (model: string) => `calibrating ${model} for 8-bit integers`,
  pace: (seconds: number) => `${seconds.toFixed(2)} s/step`,
  summary: (pictures: number, perStep: number, total: number) =>
    `${pictures} picture${pictures === 1 ? '' : 's'}, ${perStep.toFixed(3)} s/step, ${total.toFixed(1)} s in all`,
  translated: (english: string) =>
    `English prompt, by the glossary: ${english}  (--en-prompt replaces it)`,
  untranslated: (words: readonly string[]) => `The glossary does not know: ${words.join(', ')}`,
  noEnglish: (prompt: string) =>
    `The glossary has no English for “${prompt}”; give the English arm its words with --en-prompt.`,
  noModel: (wanted: string, choices: readonly string[]) =>
    choices.length === 0
      ? `There is no model for ${wanted}; import one with \`nishiki import <path>\`.`
      : `There is no model ${wanted} that is ready. These are:\n${choices.join('\n')}`,
  rewriting: 'Rewriting weights that cannot be used in place …',
  rewritten: (size: string) => `${size} of weights were rewritten into the studio’s own folder`,
  inpainting: 'for inpainting',
  imported: (name: string, id: string) => `Imported: ${name} (${id})`,
  modelColumns: ['id', 'name', 'arm', 'state', 'precision', 'size', 'path'],
  modelState: { ready: 'ready', missing: 'missing' },
  pieces: (count: number, usable: number) => `${count} of ${usable} pieces`,
  unknown: (count: number) =>
    `${count} unknown piece${count === 1 ? '' : 's'}, marked ?like this?: the model does not see them`,
  learned: '«like this»×8: a learned word (textual inversion), and how many tokens it takes',
  unusable: (file: string, why: string) =>
    `${file} cannot be used with this model, its word is cut like any other: ${why}`,
  cutOff: (count: number) =>
    `${count} piece${count === 1 ? '' : 's'} beyond the limit, (like this): the model does not read them`,
  commandLine: {
    unknownOption: (what: string) => `There is no option ${what}.`,
    unknownCommand: (what: string) => `There is no command ${what}.`,
    missing: (what: string) => `${what} is missing.`,
    invalid: (what: string) => `This value is not taken: ${what}`,
    excess: 'There are more words than this command takes; put a prompt with spaces into quotes.',
    seeHelp: 'nishiki --help lists commands and options.',
  },
};
