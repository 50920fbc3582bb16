export const settings = {
  looks: {
    title: 'Appearance',
    themes: { system: 'As the system', light: 'Washi (light)', dark: 'Sumi (dark)' },
  },
  places: {
    title: 'Where things are kept',
    move: 'Pictures and history are in this one folder. To move it, close Nishiki, move the folder, and name its new place in the environment variable NISHIKI_DATA.',
    version: 'Version',
  },
  printing: {
    title: 'When printing',
    safetyChecker: 'Use the safety checker',
    safetyCheckerHint:
      'Where a model’s folder has a safety_checker, it looks at every finished picture. One that it objects to is black, and says so.',
    watermark: 'Add an invisible watermark',
    watermarkHint:
      'Writes “Nishiki” into the pixels. Nobody sees it, but the pixels differ slightly from the reference’s of the same seed.',
    taesd: 'TAESD for live previews',
    taesdHint:
      'Folder of TAESD, or the file taesd_decoder. Without it, previews are estimated from the latents, which takes hardly any time.',
  },
  computing: {
    title: 'Computing',
    devices: 'Devices',
    device: '({{provider}}, threads: {{threads}})',
    workers: 'Workers',
    workersHint:
      'Processes that share the {{cores}} cores. More of them finish a queue of small pictures sooner; a single picture takes longer, and each loads the models for itself.',
    auto: 'Automatic',
    memory: 'Memory for models',
    memoryHint:
      'Of {{total}}. Models used last stay loaded within it; before each picture the memory that it needs is made free in any case.',
  },
  path: { use: 'Use it', stop: 'Turn off' },
  scoring: {
    title: 'Match',
    text: 'A scorer (CLOOB, CLIP) says how well pictures match their words. The pictures of a pair are all scored against the same Japanese words, so that they can be compared.',
    japanese: 'Folder of the Japanese scorer',
    english: 'Folder of the English scorer',
    none: 'There is no English scorer: pictures with English words alone cannot be scored.',
    uses: {
      chosen: '{{name}} is used.',
      fetched: '{{name}}, which was fetched, is used.',
      demo: 'The small one that comes along is used, for the demo models’ pictures only. Take it for a rough hint.',
    },
    automatic: 'Score new pictures',
    automaticHint:
      'In the background, when nothing prints; only by a scorer that you have chosen or fetched.',
  },
  translator: {
    title: 'Translation',
    text: 'The English model’s prompt comes from the studio’s glossary. Name an OpenAI-compatible endpoint (a language model on this machine, for instance) and Create can ask it for a translation. Only then is the prompt sent to that address.',
    address: 'Address of the translator',
    model: 'Name of the model',
    key: 'API key (where it is needed)',
    keys: {
      none: 'No key is saved.',
      saved: 'A key is saved. Write one only to change it.',
      unreadable: 'The saved key cannot be read. Write it again.',
    },
    save: 'Save',
    saved: 'Translator saved',
    turnOff: 'Turn off',
    off: 'Translator removed',
  },
  machines: {
    title: 'Other machines',
    text: 'Pictures can be printed on other machines (a box with a graphics card in another room, say) through a queue in Redis or Valkey. Your words and the pictures are encrypted before they are handed over.',
    address: 'Address of the queue',
    keptInSystem: 'Kept in the system’s keychain, password and all.',
    keptInFile: 'Kept in a file that only you may read, password and all.',
    environment:
      'The address comes from NISHIKI_QUEUE or from how Nishiki was started. To change it, start Nishiki without that.',
    use: 'Use it',
    replace: 'Replace',
    saved: 'Queue saved',
    turnOff: 'Turn off',
    off: 'This machine prints alone',
    printHere: 'Print on this machine too',
    printHereHint: 'Without it, all printing is left to the others.',
    start:
      'Run this on the machines that are to print. The file token holds what the button below copies. Models arrive from here when they are needed.',
    copyToken: 'Copy the token',
    tokenCopied: 'Token copied. Show it to nobody',
    renewToken: 'Make a new token',
    tokenRenewed: 'New token made. Hand it to the workers',
  },
  privacy: {
    title: 'Privacy',
    text: 'Neither what you write nor what is drawn leaves this machine. No usage is reported, no update is asked for.',
    network:
      'The network is used only for what you start yourself, such as a model download, a translator of your own, or printing on other machines.',
  },
  diagnostics: {
    title: 'Logs and diagnostics',
    text: 'Nishiki writes down how it runs, so that faults can be found. The log stays on this machine; tokens, passwords and the name of your home folder are left out of it.',
    level: 'What is written down',
    levels: { error: 'Errors', warn: 'Warnings', info: 'Normal', debug: 'Everything' },
    prompts: 'Write down prompts too (they never go into the diagnostics file)',
    folder: 'Folder',
    noFolder: 'None: the data folder can only be read.',
    show: 'Show the log',
    hide: 'Hide the log',
    open: 'Open the folder',
    log: 'Log',
    empty: 'Nothing has been written down since the start.',
    bundle: 'Save a diagnostics file',
    bundleText:
      'For whoever is to help, there is a zip file with versions, devices, settings, a check of the database, logs and crash reports. It holds no picture, no prompt and no token. It is sent nowhere by itself.',
  },
  about: {
    title: 'About',
    text: 'Nishiki is a studio for Japanese Stable Diffusion.',
    licences: 'Licences',
    what: 'Name',
    licence: 'Licence',
    own: 'Nishiki itself, its demo models, glossary and packs',
    vocabulary: 'Licence of CLIP’s vocabulary (OpenAI)',
  },
} as const;
