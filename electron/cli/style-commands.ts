import type { Command } from 'commander';
import { type Grammar, isJson } from './grammar.ts';
import { styleTexts } from './style-texts.ts';
import { exportStyles, importStyles, listStyles, removeStyle } from './styles.ts';

/** `styles` with import, export, remove. */
export function addStyleCommands({ command, terminal, say, withStudio }: Grammar): void {
  const own = styleTexts[terminal.language];
  const styles = command('styles', own.list)
    .option('--json', say.json)
    .action((options) => withStudio(({ client }) => listStyles(options, client, terminal)));
  command('import <file>', own.import, styles).action((file: string, _options, at: Command) =>
    withStudio(({ client }) => importStyles(file, { json: isJson(at) }, client, terminal)),
  );
  command('export <file>', own.export, styles).action((file: string, _options, at: Command) =>
    withStudio(({ client }) => exportStyles(file, { json: isJson(at) }, client, terminal)),
  );
  command('remove <style>', own.remove, styles).action((name: string, _options, at: Command) =>
    withStudio(({ client }) => removeStyle(name, { json: isJson(at) }, client, terminal)),
  );
}
