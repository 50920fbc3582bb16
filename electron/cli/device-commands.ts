import type { Command } from 'commander';
import type { DeviceList, DeviceOption, DeviceTest } from '../api/contract/devices.ts';
import { createBytesProgress } from './bytes-progress.ts';
import type { StudioClient } from './client.ts';
import { deviceTexts } from './device-texts.ts';
import { InterruptedError } from './failure.ts';
import { formatBytes } from './format-bytes.ts';
import { type Grammar, isJson } from './grammar.ts';
import { parseDevice } from './options.ts';
import type { Terminal } from './terminal.ts';
import { untilAborted } from './until-aborted.ts';

/** `devices`: what there is to compute on, testing it, choosing it, and getting what CUDA lacks. */
export function addDeviceCommands({
  command,
  terminal,
  signal,
  say: { json: jsonText },
  withOpenStudio,
}: Grammar): void {
  const say = deviceTexts[terminal.language];
  const parse = (text: string): string => parseDevice(text, say.choices);
  const devices = command('devices', say.about).option('--json', jsonText);
  devices.action((_options, own: Command) =>
    withOpenStudio(async (client) =>
      listDevices(await client.devices.list(), isJson(own), terminal),
    ),
  );
  command('test', say.testAbout, devices)
    .argument('[name]', say.choices, parse)
    .option('--json', jsonText)
    .action((name: string | undefined, _options, own: Command) =>
      withOpenStudio(async (client) => {
        const option = await testDevice(name ?? 'auto', client, signal);
        if (isJson(own)) terminal.out(JSON.stringify(option, null, 2));
        else describeOption(option, false, terminal).forEach(terminal.out);
      }),
    );
  command('use', say.useAbout, devices)
    .argument('<name>', say.choices, parse)
    .action((device: string, _options, own: Command) =>
      withOpenStudio(async (client) => {
        await client.settings.change({ device });
        if (isJson(own)) terminal.out(JSON.stringify({ device }, null, 2));
        else terminal.out(say.chosen(device));
      }),
    );
  const install = command('install', say.installAbout, devices);
  command('cuda', say.cudaAbout, install)
    .option('--json', jsonText)
    .action((_options, own: Command) =>
      withOpenStudio((client) => installCuda(client, isJson(own), terminal, signal)),
    );
}

/** @throws InterruptedError, or the contract's errors */
async function testDevice(
  choice: string,
  client: StudioClient,
  signal: AbortSignal,
): Promise<DeviceOption> {
  try {
    return await client.devices.test({ choice }, { signal });
  } catch (error) {
    throw signal.aborted ? new InterruptedError('', { cause: error }) : error;
  }
}

function listDevices(list: DeviceList, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.out(JSON.stringify(list, null, 2));
    return;
  }
  const say = deviceTexts[terminal.language];
  const { chosen, forced, automatic, options } = list;
  terminal.out(say.choice(chosen, automatic, forced));
  for (const option of options) {
    const used = forced ?? chosen;
    const isUsed = option.choice === (used === 'auto' ? automatic : used);
    describeOption(option, isUsed, terminal).forEach(terminal.out);
  }
  describeCuda(list, terminal).forEach(terminal.out);
}

/** Lines about a device: its name, its card's memory, and how it did in its self-test. */
export function describeOption(
  { choice, name, provider, memoryBytes, test }: DeviceOption,
  isUsed: boolean,
  terminal: Terminal,
): string[] {
  const memory = memoryBytes === null ? '' : `, ${formatBytes(memoryBytes, terminal)}`;
  const title = `${isUsed ? '*' : ' '} ${choice}  ${name}${memory}`;
  if (provider === 'cpu') return [title];
  return [title, ...describeTest(test, terminal).map((line) => `    ${line}`)];
}

function describeTest(test: DeviceTest | null, { language }: Terminal): string[] {
  const say = deviceTexts[language];
  if (test === null) return [say.untested];
  const when = test.at.slice(0, 10);
  const failed = test.trials.filter(({ passed }) => !passed);
  const reasons = failed.map(({ profile, failure, worst }) =>
    say.trialFailed(
      profile,
      failure ?? say.off(worst?.part ?? '?', worst?.error?.toPrecision(2) ?? 'NaN'),
    ),
  );
  return [test.profile === null ? say.failed(when) : say.passed(test.profile, when), ...reasons];
}

/** Lines about CUDA's libraries; none where there is nothing to say. */
export function describeCuda({ cuda }: Pick<DeviceList, 'cuda'>, { language }: Terminal): string[] {
  const { state, hasCard, folder, lacking } = cuda;
  const say = deviceTexts[language].cuda;
  if (state === 'unsupported') return [];
  if (state === 'missing') return [hasCard ? say.missing : say.noCard];
  return [
    say.installed(folder ?? ''),
    ...(lacking.length > 0 ? [say.lacking(lacking.join(', '))] : []),
  ];
}

/**
 * `nishiki devices install cuda`.
 * @throws InterruptedError, or the contract's errors; what has arrived is kept for the next time.
 */
export async function installCuda(
  client: StudioClient,
  json: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const events = await client.devices.installCuda(undefined, { signal });
  const say = deviceTexts[terminal.language];
  const show = createBytesProgress(terminal);
  for await (const event of untilAborted(events, signal)) {
    if (event.type !== 'installed') show(say[event.type], event);
    else if (json) terminal.out(JSON.stringify(event, null, 2));
    else describeCuda(await client.devices.list(), terminal).forEach(terminal.out);
  }
}
