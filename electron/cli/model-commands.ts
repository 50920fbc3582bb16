import { Option, type Command } from 'commander';
import { downloadModel, saveToken, type DownloadOptions } from './download.ts';
import { changeModel } from './change-model.ts';
import { calibrateModel } from './calibrate-model.ts';
import { checkModel } from './check-model.ts';
import { exitCodes } from './failure.ts';
import { findMovedModel } from './find-moved-model.ts';
import { importModel, type ImportOptions } from './import.ts';
import { showLicence } from './model-licence.ts';
import { listModels } from './models.ts';
import { modelTexts } from './model-texts.ts';
import { parseNumber } from './options.ts';
import type { Grammar } from './grammar.ts';
import { relinkModel } from './relink-model.ts';
import { removeModel } from './remove-model.ts';

/** `import`; `models` with download, licence, check, calibrate, find, relink, change, remove, token. */
export function addModelCommands({ command, terminal, signal, say, withStudio }: Grammar): void {
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
    .option('--copy', modelTexts[terminal.language].copy)
    .option('--int8', modelTexts[terminal.language].calibrate.int8)
    .option('--json', say.json)
    .action((path: string, options: ImportOptions) =>
      withStudio(({ client }) => importModel(path, options, client, terminal, signal)),
    );

  const models = command('models', say.models)
    .option('--json', say.json)
    .addHelpText('after', `\n${modelTexts[terminal.language].examples}`)
    .action((options) => withStudio(({ client }) => listModels(options, client, terminal)));
  command('download', say.download.about, models)
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
    );
  const own = modelTexts[terminal.language];
  command('licence', own.licence.about, models)
    .argument('<model>', own.model)
    .option('--accept', own.licence.accept)
    .action((name: string, _own: unknown, options: Command) =>
      withStudio(({ client }) => showLicence(name, options.optsWithGlobals(), client, terminal)),
    );
  command('check', own.check.about, models)
    .argument('<model>', own.model)
    .action((name: string, _own: unknown, options: Command) =>
      withStudio(async ({ client }) => {
        const isSame = await checkModel(name, options.optsWithGlobals(), client, terminal, signal);
        if (!isSame) process.exitCode = exitCodes.model;
      }),
    );
  command('calibrate', own.calibrate.about, models)
    .argument('<model>', own.model)
    .action((name: string, _own: unknown, options: Command) =>
      withStudio(({ client }) =>
        calibrateModel(name, options.optsWithGlobals(), client, terminal, signal),
      ),
    );
  command('find', own.find.about, models)
    .argument('<model>', own.model)
    .argument('<folder>', own.find.folder)
    .action((name: string, folder: string, _own: unknown, options: Command) =>
      withStudio(async ({ client }) => {
        const given = options.optsWithGlobals();
        const isFound = await findMovedModel(name, folder, given, client, terminal, signal);
        if (!isFound) process.exitCode = exitCodes.model;
      }),
    );
  command('relink', own.relink.about, models)
    .argument('<model>', own.model)
    .argument('<path>', own.relink.path)
    .action((name: string, path: string, _own: unknown, options: Command) =>
      withStudio(({ client }) =>
        relinkModel(name, path, options.optsWithGlobals(), client, terminal),
      ),
    );
  command('change', own.change.about, models)
    .argument('<model>', own.model)
    .option('--name <text>', own.change.name)
    .option('--notes <text>', own.change.notes)
    .addOption(new Option('--arm <kind>', own.change.arm).choices(['ja', 'en', 'ja-stage1']))
    .option('--vae <name>', own.change.vae)
    .action((name: string, _own: unknown, options: Command) =>
      withStudio(({ client }) => changeModel(name, options.optsWithGlobals(), client, terminal)),
    );
  command('remove', own.removeAbout, models)
    .argument('<model>', own.model)
    .option('--delete-files', own.deleteFiles)
    .action((name: string, _own: unknown, options: Command) =>
      withStudio(({ client }) => removeModel(name, options.optsWithGlobals(), client, terminal)),
    );
  command('token', say.download.tokenAbout, models).action((_own: unknown, options: Command) =>
    withStudio(({ client }) =>
      saveToken(process.stdin, options.optsWithGlobals(), client, terminal),
    ),
  );
}
