import type { Command } from 'commander';
import { runBenchmark } from './bench.ts';
import { exitCodes } from './failure.ts';
import { doorTexts } from './door-texts.ts';
import type { Grammar } from './grammar.ts';

/** `bench`, `serve`. */
export function addStudioCommands({ command, terminal, signal, say, place }: Grammar): void {
  const door = doorTexts[terminal.language];
  command('bench', say.bench)
    .option('--json', say.json)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async ({ json = false }: { json?: boolean }, { args }: Command) => {
      const all = [...args, ...(json ? ['--json'] : [])];
      if (!(await runBenchmark(all, signal))) process.exitCode = exitCodes.usage;
    });

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
      await serve(place(), options, terminal, signal);
    });
}
