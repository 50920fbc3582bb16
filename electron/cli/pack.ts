import { join, resolve } from 'node:path';
import type { ArmKind } from '../api/contract/arm.ts';
import type { PackEvent, PackRun } from '../api/contract/packs.ts';
import { chooseModel, nameIn } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { InterruptedError } from './failure.ts';
import { given } from './given.ts';
import { makeFolder } from '../images/make-folder.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';
import { readNamedFile } from './named-file.ts';
import { createStepsProgress } from './steps-progress.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import type { Sampler } from '../api/contract/sampler.ts';

export interface RunPackOptions {
  readonly arms: readonly ArmKind[];
  readonly out: string;
  readonly prompts?: string;
  readonly steps?: number;
  readonly guidance?: number;
  readonly sampler?: Sampler;
  readonly size?: { readonly width: number; readonly height: number };
  readonly modelJa?: string;
  readonly modelEn?: string;
  readonly json?: boolean;
}

/** `nishiki pack list`: the packs, then the runs that there are. */
export async function listPacks(
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const [packs, runs] = [await client.packs.list(), await client.packs.runs()];
  if (json) {
    terminal.out(JSON.stringify({ packs, runs }, null, 2));
    return;
  }
  const say = texts[terminal.language].pack;
  for (const { id, version, title, prompts } of packs) {
    terminal.out(`${id}  v${version}  ${title[terminal.language]}  ${say.prompts(prompts.length)}`);
  }
  for (const run of runs) terminal.out(describeRun(run));
}

/** `nishiki pack add`: takes a pack in from a JSON file. @throws UsageError, or the contract's errors */
export async function addPack(
  file: string,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const json = (await readNamedFile(resolve(file), terminal.language)).toString('utf8');
  const pack = await client.packs.add({ json });
  terminal.out(`${pack.id}  v${pack.version}`);
}

/**
 * `nishiki pack run`: prints a pack and writes its report. An abort stops between two steps; `pack resume` goes on.
 *
 * @throws UsageError, InterruptedError, or the contract's errors; pictures saved before are kept
 */
export async function runPack(
  packId: string,
  options: RunPackOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const models = await client.models.list();
  const arms = options.arms.map((kind) => {
    const wanted = kind === 'ja' ? options.modelJa : options.modelEn;
    const asked = kind === 'ja-stage1' ? undefined : wanted;
    return { kind, modelId: chooseModel(models, kind, asked, terminal.language).id };
  });
  const { prompts, steps, guidance, sampler, size } = options;
  const request = {
    packId,
    arms,
    ...given({ promptIds: prompts?.split(',').map((id) => id.trim()), steps, guidance, sampler }),
    ...size,
  };
  await follow(await client.packs.run(request, { signal }), options, client, terminal, signal);
}

/** `nishiki pack resume`: prints what a run has not printed yet, and writes its report. */
export async function resumePack(
  runId: string,
  options: { readonly out: string; readonly json?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const events = await client.packs.resume({ runId }, { signal });
  await follow(events, options, client, terminal, signal);
}

/** `nishiki pack report`: writes the report of a run as it is now, votes included. */
export async function reportPack(
  runId: string,
  { out }: { readonly out: string },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { fileName, html, sheet } = await client.packs.report({
    runId,
    language: terminal.language,
  });
  const folder = resolve(out);
  makeFolder(folder);
  const page = join(folder, `${fileName}.html`);
  const picture = join(folder, `${fileName}.png`);
  // An earlier report of the run is replaced by a whole one or stays.
  await writeFileDurably(page, Buffer.from(html));
  await writeFileDurably(picture, Buffer.from(sheet.slice(sheet.indexOf(',') + 1), 'base64'));
  terminal.out(page);
  terminal.out(picture);
}

async function follow(
  events: AsyncIterable<PackEvent>,
  options: { readonly out: string; readonly json?: boolean },
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].pack;
  const showCalibration = createStepsProgress(terminal);
  const nameOf = nameIn(await client.models.list(), terminal.language);
  let run: PackRun | null = null;
  try {
    for await (const event of events) {
      if (event.type === 'started' || event.type === 'done') run = event.run;
      if (event.type === 'started') terminal.note(describeRun(event.run));
      if (event.type === 'held') {
        terminal.note(texts[terminal.language].held(event.folder, event.reason));
      }
      if (event.type === 'calibrating') {
        showCalibration(event, texts[terminal.language].calibrating(nameOf(event.modelId)));
      }
      if (event.type === 'saved') {
        if (run) run = { ...run, printed: event.printed };
        const line = `${event.printed}/${event.total}  ${event.promptId}`;
        if (terminal.redraw) terminal.redraw(line);
        else terminal.note(line);
      }
    }
  } catch (error) {
    if (signal.aborted) throw stopped(run, options, terminal, error);
    throw error;
  }
  if (signal.aborted || run === null) throw stopped(run, options, terminal);
  if (options.json) terminal.out(JSON.stringify(run, null, 2));
  else terminal.note(say.done(run.printed, run.total));
  await reportPack(run.id, options, client, options.json ? quiet(terminal) : terminal);
}

function stopped(
  run: PackRun | null,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
  cause?: unknown,
): InterruptedError {
  if (run) terminal.note(texts[terminal.language].pack.resume(run.id));
  if (run && json) terminal.out(JSON.stringify(run, null, 2));
  return new InterruptedError('', { cause });
}

/** `--json` is one document: paths go where notes go. */
function quiet(terminal: Terminal): Terminal {
  return { ...terminal, out: (line) => terminal.note(line) };
}

function describeRun({ id, createdAt, pack, arms, printed, total }: PackRun): string {
  const kinds = arms.map(({ kind }) => kind).join(',');
  return `${id}  ${createdAt.slice(0, 16)}  ${pack.id} v${pack.version}  ${kinds}  ${printed}/${total}`;
}
