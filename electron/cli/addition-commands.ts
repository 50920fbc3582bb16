import { additionTexts } from './addition-texts.ts';
import {
  addAddition,
  changeAddition,
  fitsAddition,
  listAdditions,
  relinkAddition,
  removeAddition,
} from './additions.ts';
import type { Command } from 'commander';
import { type Grammar, isJson } from './grammar.ts';

/** `additions` with add, change, relink, remove, fits. */
export function addAdditionCommands({ command, terminal, say, withStudio }: Grammar): void {
  const own = additionTexts[terminal.language];
  const additions = command('additions', own.about)
    .option('--json', say.json)
    .action((options) => withStudio(({ client }) => listAdditions(options, client, terminal)));
  command('add <file>', own.add, additions).action((file: string, _options, at: Command) =>
    withStudio(({ client }) => addAddition(file, { json: isJson(at) }, client, terminal)),
  );
  command('change <addition>', own.change, additions)
    .option('--name <text>', own.name)
    .option('--notes <text>', own.notes)
    .action((name: string, options, at: Command) =>
      withStudio(({ client }) =>
        changeAddition(name, { ...options, json: isJson(at) }, client, terminal),
      ),
    );
  command('relink <addition> <file>', own.relink, additions).action(
    (name: string, file: string, _options, at: Command) =>
      withStudio(({ client }) =>
        relinkAddition(name, file, { json: isJson(at) }, client, terminal),
      ),
  );
  command('remove <addition>', own.remove, additions).action(
    (name: string, _options, at: Command) =>
      withStudio(({ client }) => removeAddition(name, { json: isJson(at) }, client, terminal)),
  );
  command('fits <addition>', own.fits, additions).action((name: string, _options, at: Command) =>
    withStudio(({ client }) => fitsAddition(name, { json: isJson(at) }, client, terminal)),
  );
}
