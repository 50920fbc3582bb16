import { Option } from 'commander';
import { resolve } from 'node:path';
import { scorerLanguages } from '../api/contract/scores.ts';
import { checkoutResources, findDataFolder } from '../data-folder.ts';
import type { CleanOptions } from './clean.ts';
import { parseNumber } from './options.ts';
import type { ScoreOptions } from './score.ts';
import type { Grammar } from './grammar.ts';

/** Where commands look that open no studio. */
function placesOf(data: string | undefined): { data: string; resources: string } {
  return { data: data ? resolve(data) : findDataFolder(process), resources: checkoutResources };
}

/** `score`, `clean`: files that are in no gallery. */
export function addScoreCommands({ command, terminal, signal, say, place }: Grammar): void {
  command('score <files...>', say.score.about)
    .option('--prompt <text>', say.score.prompt)
    .addOption(
      new Option('--language <kind>', say.score.language).choices(scorerLanguages).default('ja'),
    )
    .option('--scorer <folder>', say.clean.scorerOption)
    .option('--json', say.json)
    .action(async (files: string[], options: ScoreOptions) => {
      const { score } = await import('./score.ts');
      await score(files, options, placesOf(place().data), terminal, signal);
    });

  command('clean <folder>', say.clean.about)
    .option('--scorer <folder>', say.clean.scorerOption)
    .option('--threshold <score>', say.clean.threshold, parseNumber)
    .option('--keep <percent>', say.clean.keep, parseNumber)
    .option('--out <folder>', say.clean.out)
    .option('--json', say.json)
    .action(async (folder: string, options: CleanOptions) => {
      const { clean } = await import('./clean.ts');
      await clean(folder, options, placesOf(place().data), terminal, signal);
    });
}
