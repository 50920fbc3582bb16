import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { noiseSources } from '../api/contract/noise.ts';
import { exportFormats } from '../api/contract/exports.ts';
import { promptSyntaxes, samplers } from '../api/contract/recipe.ts';
import { scorerLanguages } from '../api/contract/scores.ts';
import { checkoutResources, findDataFolder } from '../data-folder.ts';
import { readVersion } from '../version.ts';
import { runBenchmark } from './bench.ts';
import type { CleanOptions } from './clean.ts';
import { doorTexts } from './door-texts.ts';
import { writeBundle } from './bundle.ts';
import { examine } from './doctor.ts';
import { downloadModel, saveToken, type DownloadOptions } from './download.ts';
import type { StudioClient } from './client.ts';
import { exportPictures, type ExportCommandOptions } from './export.ts';
import { importPictures, listPictures } from './gallery.ts';
import { generate, type GenerateOptions, type GenerateStudio } from './generate.ts';
import { importModel, type ImportOptions } from './import.ts';
import { listModels } from './models.ts';
import { addPack, listPacks, reportPack, resumePack, runPack } from './pack.ts';
import type { RunPackOptions } from './pack.ts';
import {
  parseArms,
  parseEmbedding,
  parseLora,
  parseMargins,
  parseNumber,
  parseSize,
} from './options.ts';
import { showRecipe } from './recipe.ts';
import type { ScoreOptions } from './score.ts';
import { cancelJobs, listQueue, pauseQueue, retryJobs } from './queue.ts';
import { showRemoteQueue, showToken, type RemoteQueueOptions } from './remote-queue.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { tokenize } from './tokenize.ts';
import type { WorkerOptions } from './worker.ts';

interface GlobalOptions {
  readonly data?: string;
}

/**
 * The command line's grammar. Every action runs with the user's terminal and stops in order when `signal` aborts.
 * Parsing throws CommanderError, the actions what their own functions throw.
 */
export function createProgram(terminal: Terminal, signal: AbortSignal): Command {
  const say = texts[terminal.language];
  const door = doorTexts[terminal.language];
  const program = createCommand('nishiki', terminal)
    .description(say.program)
    .version(readVersion(), '-V, --version', say.version)
    .addOption(new Option('--data <folder>', say.data))
    .addHelpText('after', `\n${say.examples}\n\n${say.exitCodes}`)
    .helpCommand(false);
  const command = (nameAndArgs: string, about: string): Command => {
    const [name = '', ...args] = nameAndArgs.split(' ');
    const created = createCommand(name, terminal).description(about);
    for (const arg of args) created.argument(arg);
    program.addCommand(created);
    return created;
  };
  const data = () => program.opts<GlobalOptions>().data;
  // The studio is loaded only by commands that open it: help and complaints come at once.
  const withStudio = async (use: (studio: GenerateStudio) => Promise<void>) => {
    const opening = await import('./with-studio.ts');
    await opening.withStudio(data(), use);
  };

  const withQueue = async (use: (client: StudioClient) => Promise<void>) => {
    const opening = await import('./with-open-studio.ts');
    await opening.withOpenStudio(data(), use);
  };

  command('generate <prompt>', say.generate.about)
    .addOption(
      new Option('--arms <kinds>', say.generate.arms).argParser(parseArms).default(['ja'], 'ja'),
    )
    .option('--out <folder>', say.generate.out, 'out')
    .option('--seed <number>', say.generate.seed)
    .option('--count <number>', say.generate.count, parseNumber)
    .option('--en-prompt <text>', say.generate.enPrompt)
    .option('--negative <text>', say.generate.negative)
    .option('--steps <number>', say.generate.steps, parseNumber)
    .option('--guidance <number>', say.generate.guidance, parseNumber)
    .addOption(new Option('--sampler <name>', say.generate.sampler).choices(samplers))
    .option('--size <WxH>', say.generate.size, parseSize)
    .option('--model-ja <model>', say.generate.modelJa)
    .option('--model-en <model>', say.generate.modelEn)
    .option('--lora <file:scale>', say.generate.lora, parseLora)
    .option('--embedding <word=file>', say.generate.embedding, parseEmbedding)
    .option('--vae <path>', say.generate.vae)
    .option('--image <file>', say.generate.image)
    .option('--strength <number>', say.generate.strength, parseNumber)
    .option('--mask <file>', say.generate.mask)
    .option('--extend <pixels>', say.generate.extend, parseMargins)
    .addOption(
      new Option('--prompt-syntax <kind>', say.generate.promptSyntax).choices(promptSyntaxes),
    )
    .option('--clip-skip <number>', say.generate.clipSkip, parseNumber)
    .option('--deep-cache <number>', say.generate.deepCache, parseNumber)
    .option('--variation-seed <number>', say.generate.variationSeed)
    .option('--variation-strength <number>', say.generate.variationStrength, parseNumber)
    .addOption(new Option('--noise-source <kind>', say.generate.noiseSource).choices(noiseSources))
    .option('--safety-checker', say.generate.safetyChecker)
    .option('--no-safety-checker', say.generate.noSafetyChecker)
    .option('--watermark', say.generate.watermark)
    .option('--no-watermark', say.generate.noWatermark)
    .option('--json', say.json)
    .action((prompt: string, options: GenerateOptions) =>
      withStudio((studio) => generate(prompt, options, studio, terminal, signal)),
    );

  command('tokenize <text>', say.tokenize.about)
    .option('--json', say.json)
    .action((text: string, options) =>
      withStudio(({ client }) => tokenize(text, options, client, terminal)),
    );

  command('import <path>', say.import.about)
    .addOption(new Option('--arm <kind>', say.import.arm).choices(['ja', 'en', 'ja-stage1']))
    .option('--vae <path>', say.import.vae)
    .option('--text-encoder <path>', say.import.textEncoder)
    .option('--unet <path>', say.import.unet)
    .option('--tokenizer <folder>', say.import.tokenizer)
    .option('--config <folder>', say.import.config)
    .option('--variant <name>', say.import.variant)
    .option('--ema', say.import.ema)
    .addOption(
      new Option('--prediction <type>', say.import.prediction).choices(['epsilon', 'v_prediction']),
    )
    .option('--json', say.json)
    .action((path: string, options: ImportOptions) =>
      withStudio(({ client }) => importModel(path, options, client, terminal, signal)),
    );

  const models = command('models', say.models)
    .option('--json', say.json)
    .action((options) => withStudio(({ client }) => listModels(options, client, terminal)));
  models.addCommand(
    createCommand('download', terminal)
      .description(say.download.about)
      .argument('<name>', say.download.name)
      .option('--revision <name>', say.download.revision)
      .option('--variant <name>', say.import.variant)
      .option('--safety-checker', say.download.safetyChecker)
      .addOption(new Option('--arm <kind>', say.import.arm).choices(['ja', 'en', 'ja-stage1']))
      .option('--limit <MB/s>', say.download.limit, parseNumber)
      .action((name: string, _own: unknown, own: Command) =>
        withStudio(({ client }) =>
          // `--json` may stand before or after the name of the command.
          downloadModel(name, own.optsWithGlobals<DownloadOptions>(), client, terminal, signal),
        ),
      ),
  );
  models.addCommand(
    createCommand('token', terminal)
      .description(say.download.tokenAbout)
      .action(() => withStudio(({ client }) => saveToken(process.stdin, client, terminal))),
  );

  const pack = command('pack', say.pack.about);
  const packCommand = (nameAndArgs: string, about: string): Command => {
    const [name = '', ...args] = nameAndArgs.split(' ');
    const created = createCommand(name, terminal).description(about);
    for (const arg of args) created.argument(arg);
    pack.addCommand(created);
    return created;
  };
  packCommand('list', say.pack.list)
    .option('--json', say.json)
    .action((options) => withStudio(({ client }) => listPacks(options, client, terminal)));
  packCommand('add <file>', say.pack.add).action((file: string) =>
    withStudio(({ client }) => addPack(file, client, terminal)),
  );
  packCommand('run <pack>', say.pack.run)
    .addOption(
      new Option('--arms <kinds>', say.generate.arms)
        .argParser(parseArms)
        .default(['ja', 'en'], 'ja,en'),
    )
    .option('--out <folder>', say.pack.out, 'out')
    .option('--prompts <ids>', say.pack.only)
    .option('--steps <number>', say.generate.steps, parseNumber)
    .option('--guidance <number>', say.generate.guidance, parseNumber)
    .addOption(new Option('--sampler <name>', say.generate.sampler).choices(samplers))
    .option('--size <WxH>', say.generate.size, parseSize)
    .option('--model-ja <model>', say.generate.modelJa)
    .option('--model-en <model>', say.generate.modelEn)
    .option('--json', say.json)
    .action((packId: string, options: RunPackOptions) =>
      withStudio(({ client }) => runPack(packId, options, client, terminal, signal)),
    );
  packCommand('resume <run>', say.pack.resumeAbout)
    .option('--out <folder>', say.pack.out, 'out')
    .option('--json', say.json)
    .action((runId: string, options) =>
      withStudio(({ client }) => resumePack(runId, options, client, terminal, signal)),
    );
  packCommand('report <run>', say.pack.report)
    .option('--out <folder>', say.pack.out, 'out')
    .action((runId: string, options) =>
      withStudio(({ client }) => reportPack(runId, options, client, terminal)),
    );

  command('score <files...>', say.score.about)
    .option('--prompt <text>', say.score.prompt)
    .addOption(
      new Option('--language <kind>', say.score.language).choices(scorerLanguages).default('ja'),
    )
    .option('--scorer <folder>', say.clean.scorerOption)
    .option('--json', say.json)
    .action(async (files: string[], options: ScoreOptions) => {
      const { score } = await import('./score.ts');
      await score(files, options, placesOf(data()), terminal, signal);
    });

  command('clean <folder>', say.clean.about)
    .option('--scorer <folder>', say.clean.scorerOption)
    .option('--threshold <score>', say.clean.threshold, parseNumber)
    .option('--keep <percent>', say.clean.keep, parseNumber)
    .option('--out <folder>', say.clean.out)
    .option('--json', say.json)
    .action(async (folder: string, options: CleanOptions) => {
      const { clean } = await import('./clean.ts');
      await clean(folder, options, placesOf(data()), terminal, signal);
    });

  command('doctor', say.doctor.about)
    .option('--bundle <file>', say.doctor.bundle)
    .option('--json', say.json)
    .action(({ bundle, json = false }: { bundle?: string; json?: boolean }) =>
      bundle === undefined
        ? withQueue((client) => examine({ json }, client, terminal))
        : writeBundle(bundle, data(), withQueue, terminal),
    );

  const addExport = (created: Command) =>
    created
      .option('--out <folder>', say.export.out, 'out')
      .addOption(
        new Option('--format <kind>', say.export.format).choices(exportFormats).default('png'),
      )
      .option('--quality <number>', say.export.quality, parseNumber)
      .option('--search <words>', say.export.search)
      .option('--no-recipe', say.export.noRecipe)
      .option('--json', say.json)
      .action((options: ExportCommandOptions) =>
        withQueue((client) => exportPictures(options, client, terminal, signal)),
      );
  addExport(command('export', say.export.about));

  const gallery = command('gallery', say.gallery.about);
  const galleryCommand = (name: string, about: string): Command => {
    const created = createCommand(name, terminal).description(about);
    gallery.addCommand(created);
    return created;
  };
  galleryCommand('import', say.gallery.import)
    .argument('<paths...>')
    .option('--link', say.gallery.link)
    .option('--json', say.json)
    .action((paths: string[], options) =>
      withQueue((client) => importPictures(paths, options, client, terminal, signal)),
    );
  galleryCommand('list', say.gallery.list)
    .option('--limit <number>', say.gallery.limit, parseNumber)
    .option('--imported', say.gallery.onlyImported)
    .option('--json', say.json)
    .action((options) => withQueue((client) => listPictures(options, client, terminal)));
  galleryCommand('search', say.gallery.search)
    .argument('<words...>')
    .option('--limit <number>', say.gallery.limit, parseNumber)
    .option('--json', say.json)
    .action((words: string[], options) =>
      withQueue((client) =>
        listPictures({ ...options, search: words.join(' ') }, client, terminal),
      ),
    );
  addExport(galleryCommand('export', say.gallery.export));

  command('recipe <file>', say.recipe.about)
    .option('--json', say.json)
    .action((file: string, options) => showRecipe(file, options, terminal));

  const watermark = command('watermark', say.watermark.about);
  watermark.addCommand(
    createCommand('embed', terminal)
      .description(say.watermark.embed)
      .argument('<file>')
      .argument('<message>')
      .requiredOption('--out <file>', say.watermark.out)
      .action(async (file: string, message: string, options: { out: string }) => {
        const { hideMessage } = await import('./watermark.ts');
        await hideMessage(file, message, options, terminal);
      }),
  );
  watermark.addCommand(
    createCommand('read', terminal)
      .description(say.watermark.read)
      .argument('<file>')
      .option('--bytes <number>', say.watermark.bytes, parseNumber)
      .option('--json', say.json)
      .action(async (file: string, options: { bytes?: number; json?: boolean }) => {
        const { readMessage } = await import('./watermark.ts');
        await readMessage(file, options, terminal);
      }),
  );

  const queue = command('queue', say.queue.about);
  const queueCommand = (name: string, about: string): Command => {
    const created = createCommand(name, terminal).description(about).option('--json', say.json);
    queue.addCommand(created);
    return created;
  };
  queueCommand('list', say.queue.list).action((options) =>
    withQueue((client) => listQueue(options, client, terminal)),
  );
  queueCommand('pause', say.queue.pause).action((options) =>
    withQueue((client) => pauseQueue(true, options, client, terminal)),
  );
  queueCommand('resume', say.queue.resume).action((options) =>
    withQueue((client) => pauseQueue(false, options, client, terminal)),
  );
  queueCommand('cancel', say.queue.cancel)
    .argument('[jobs...]')
    .option('--all', say.queue.all)
    .action((jobs: string[], options) =>
      withQueue((client) => cancelJobs(jobs, options, client, terminal)),
    );
  queueCommand('retry', say.queue.retry)
    .argument('<jobs...>')
    .action((jobs: string[], options) =>
      withQueue((client) => retryJobs(jobs, options, client, terminal)),
    );

  queueCommand('remote', say.worker.remote)
    .argument('[url]')
    .option('--off', say.worker.turnOff)
    .option('--print-here', say.worker.printHere)
    .option('--no-print-here', say.worker.noPrintHere)
    .action((url: string | undefined, options: RemoteQueueOptions) =>
      withQueue((client) => showRemoteQueue(url, options, client, terminal)),
    );
  queue.addCommand(
    createCommand('token', terminal)
      .description(say.worker.token)
      .option('--new', say.worker.newToken)
      .action((options) => withQueue((client) => showToken(options, client, terminal))),
  );

  command('worker', say.worker.about)
    .option('--queue <url>', say.worker.queue)
    .option('--token-file <file>', say.worker.tokenFileOption)
    .option('--files <folder>', say.worker.files)
    .option('--workers <number>', say.worker.workers, parseNumber)
    .option('--take-over-after <seconds>', say.worker.takeOverAfter, parseNumber)
    .action(async (options: WorkerOptions) => {
      const { runWorker } = await import('./worker.ts');
      await runWorker(data(), options, terminal, signal);
    });

  command('bench', say.bench)
    .allowUnknownOption()
    .allowExcessArguments()
    .action((_options, { args }: Command) => runBenchmark(args, signal));

  command('serve', say.serve.about)
    .option('--port <number>', say.serve.port)
    .option('--host <address>', door.host)
    .option('--tls', door.tls)
    .option('--cert <file>', door.cert)
    .option('--key <file>', door.key)
    .option('--name <host...>', door.name)
    .option('--no-open', say.serve.noOpen)
    .option('--queue <url>', say.serve.queue)
    .action(async (options) => {
      const { serve } = await import('./serve.ts');
      await serve(data(), options, terminal, signal);
    });

  return program;
}

/** Where commands look that open no studio. */
function placesOf(data: string | undefined): { data: string; resources: string } {
  return { data: data ? resolve(data) : findDataFolder(process), resources: checkoutResources };
}

/** A command that throws where commander would exit, whose help speaks the user's language. */
function createCommand(name: string, { language }: Terminal): Command {
  const say = texts[language];
  const titles: Record<string, string> = {
    'Usage:': say.usage,
    'Commands:': say.commands,
    'Options:': say.options,
    'Global Options:': say.globalOptions,
    'Arguments:': say.arguments,
  };
  return new Command(name)
    .helpOption('-h, --help', say.help)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => titles[title] ?? title });
}
