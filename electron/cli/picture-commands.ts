import { Option, type Command } from 'commander';
import { exportFormats } from '../api/contract/exports.ts';
import { exportPictures, type ExportCommandOptions } from './export.ts';
import { importPictures, listPictures } from './gallery.ts';
import { parseCount, parseNumber } from './options.ts';
import { showRecipe } from './recipe.ts';
import type { Grammar } from './grammar.ts';

/** `export`, `gallery`, `recipe`, `watermark`. */
export function addPictureCommands({
  command,
  terminal,
  signal,
  say,
  withOpenStudio,
}: Grammar): void {
  const addExport = (created: Command) =>
    created
      .option('--out <folder>', say.export.out, 'out')
      .option('--zip <file>', say.export.zip)
      .addOption(
        new Option('--format <kind>', say.export.format).choices(exportFormats).default('png'),
      )
      .option('--quality <number>', say.export.quality, parseNumber)
      .option('--search <words>', say.export.search)
      .option('--no-recipe', say.export.noRecipe)
      .option('--json', say.json)
      .action((options: ExportCommandOptions) =>
        withOpenStudio((client) => exportPictures(options, client, terminal, signal)),
      );
  addExport(command('export', say.export.about));

  const gallery = command('gallery', say.gallery.about);
  command('import <paths...>', say.gallery.import, gallery)
    .option('--link', say.gallery.link)
    .option('--json', say.json)
    .action((paths: string[], options) =>
      withOpenStudio((client) => importPictures(paths, options, client, terminal, signal)),
    );
  command('list', say.gallery.list, gallery)
    .option('--limit <number>', say.gallery.limit, parseCount)
    .option('--imported', say.gallery.onlyImported)
    .option('--json', say.json)
    .action((options) => withOpenStudio((client) => listPictures(options, client, terminal)));
  command('search <words...>', say.gallery.search, gallery)
    .option('--limit <number>', say.gallery.limit, parseCount)
    .option('--json', say.json)
    .action((words: string[], options) =>
      withOpenStudio((client) =>
        listPictures({ ...options, search: words.join(' ') }, client, terminal),
      ),
    );
  addExport(command('export', say.gallery.export, gallery));

  command('recipe <file>', say.recipe.about)
    .option('--json', say.json)
    .action((file: string, options) => showRecipe(file, options, terminal));

  const watermark = command('watermark', say.watermark.about);
  command('embed', say.watermark.embed, watermark)
    .argument('<file>')
    .argument('<message>')
    .requiredOption('--out <file>', say.watermark.out)
    .action(async (file: string, message: string, options: { out: string }) => {
      const { hideMessage } = await import('./watermark.ts');
      await hideMessage(file, message, options, terminal);
    });
  command('read', say.watermark.read, watermark)
    .argument('<file>')
    .option('--bytes <number>', say.watermark.bytes, parseCount)
    .option('--json', say.json)
    .action(async (file: string, options: { bytes?: number; json?: boolean }) => {
      const { readMessage } = await import('./watermark.ts');
      await readMessage(file, options, terminal);
    });
}
