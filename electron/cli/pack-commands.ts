import { Option } from 'commander';
import { parseArms, parseNumber, parseSampler, parseSize } from './options.ts';
import {
  addPack,
  listPacks,
  reportPack,
  resumePack,
  runPack,
  type RunPackOptions,
} from './pack.ts';
import type { Grammar } from './grammar.ts';

/** `pack`. */
export function addPackCommands({ command, terminal, signal, say, withStudio }: Grammar): void {
  const pack = command('pack', say.pack.about);
  command('list', say.pack.list, pack)
    .option('--json', say.json)
    .action((options) => withStudio(({ client }) => listPacks(options, client, terminal)));
  command('add <file>', say.pack.add, pack).action((file: string) =>
    withStudio(({ client }) => addPack(file, client, terminal)),
  );
  command('run <pack>', say.pack.run, pack)
    .addOption(
      new Option('--arms <kinds>', say.generate.arms)
        .argParser(parseArms)
        .default(['ja', 'en'], 'ja,en'),
    )
    .option('--out <folder>', say.pack.out, 'out')
    .option('--prompts <ids>', say.pack.only)
    .option('--steps <number>', say.generate.steps, parseNumber)
    .option('--guidance <number>', say.generate.guidance, parseNumber)
    .option('--sampler <name>', say.generate.sampler, parseSampler)
    .option('--size <WxH>', say.generate.size, parseSize)
    .option('--model-ja <model>', say.generate.modelJa)
    .option('--model-en <model>', say.generate.modelEn)
    .option('--json', say.json)
    .action((packId: string, options: RunPackOptions) =>
      withStudio(({ client }) => runPack(packId, options, client, terminal, signal)),
    );
  command('resume <run>', say.pack.resumeAbout, pack)
    .option('--out <folder>', say.pack.out, 'out')
    .option('--json', say.json)
    .action((runId: string, options) =>
      withStudio(({ client }) => resumePack(runId, options, client, terminal, signal)),
    );
  command('report <run>', say.pack.report, pack)
    .option('--out <folder>', say.pack.out, 'out')
    .action((runId: string, options) =>
      withStudio(({ client }) => reportPack(runId, options, client, terminal)),
    );
}
