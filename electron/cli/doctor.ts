import type { DeviceList } from '../api/contract/devices.ts';
import type { Model } from '../api/contract/models.ts';
import type { SystemInfo } from '../api/contract/system.ts';
import type { StudioClient } from './client.ts';
import { describeCuda, describeOption } from './device-commands.ts';
import { deviceTexts } from './device-texts.ts';
import { formatBytes } from './format-bytes.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/** What `doctor` may advise. */
export type Finding =
  | 'folder-missing'
  | 'folder-read-only'
  | 'database-read-only'
  | 'database-repaired'
  | 'disk-nearly-full'
  | 'memory-short'
  | 'device-failed'
  | 'cuda-missing'
  | 'cuda-lacking'
  | 'model-missing'
  | 'demo-models-only';

/** Under this many bytes a batch may not find room for its pictures. */
const littleDisk = 1e9;
/** A model of Stable Diffusion's size in single precision with its working memory, at 512 × 512 pixels. */
const littleMemory = 6e9;

/** `nishiki doctor`: what was found on this machine, and what to do about it. */
export async function examine(
  { json = false }: { json?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const system = await client.system.info();
  const devices = await client.devices.list();
  const models = await client.models.list();
  const forecasts = await forecastEach(client, models);
  const findings = judge({ ...system, choices: devices }, models);
  if (json) {
    const { version: node, platform, arch } = process;
    terminal.out(
      JSON.stringify(
        { ...system, choices: devices, node, platform, arch, models, forecasts, findings },
        null,
        2,
      ),
    );
    return;
  }
  const { doctor: say } = texts[terminal.language];
  const size = (bytes: number) => formatBytes(bytes, terminal);
  const { memory, health } = system;
  terminal.out(`Nishiki ${system.version}, Node ${process.version}, ${process.platform}`);
  for (const { name, provider, threads, use } of system.devices) {
    terminal.out(say.device(name, provider, threads));
    if (use !== null) terminal.out(deviceTexts[terminal.language].use(use.profile));
    if (use?.problem) terminal.out(`  ${use.problem}`);
  }
  for (const option of devices.options) {
    if (option.provider !== 'cpu') describeOption(option, false, terminal).forEach(terminal.out);
  }
  describeCuda(devices, terminal).forEach(terminal.out);
  terminal.out(say.memory(size(memory.freeBytes), size(memory.totalBytes)));
  const disk = health.diskFreeBytes === null ? null : size(health.diskFreeBytes);
  terminal.out(say.folder(system.dataFolder, disk));
  terminal.out(say.models(models.length, models.filter(({ embedded }) => embedded).length));
  for (const { name, side, usualBytes, smallBytes, footprint } of forecasts) {
    const figures = [size(usualBytes), size(smallBytes)] as const;
    terminal.out(say.forecast(name[terminal.language], side, ...figures, footprint));
  }
  const calibrated = models.filter((model) => model.calibrated);
  if (calibrated.length > 0) {
    terminal.out(say.calibrated(calibrated.map(({ name }) => name[terminal.language])));
  }
  if (findings.length === 0) terminal.out(say.well);
  for (const finding of findings) {
    terminal.out(`→ ${say.findings[finding]}`);
    if (finding !== 'model-missing') continue;
    for (const { id, path } of models.filter(({ state }) => state === 'missing')) {
      terminal.out(`    nishiki models find ${id} ${say.where}  (${path})`);
    }
  }
}

/** What pictures of each model take, at its own size; a model whose files are gone says so elsewhere. */
async function forecastEach(client: StudioClient, models: readonly Model[]) {
  const present = models.filter(({ state }) => state !== 'missing');
  return await Promise.all(
    present.map(async ({ id, name, recommended }) => ({
      modelId: id,
      name,
      side: `${recommended.width} × ${recommended.height}`,
      ...(await client.generation.forecast({ modelIds: [id] })),
    })),
  );
}

/** What is not as it should be, the gravest first. */
export function judge(
  {
    memory,
    health,
    choices: { options, cuda },
  }: Pick<SystemInfo, 'memory' | 'health'> & {
    readonly choices: Pick<DeviceList, 'options' | 'cuda'>;
  },
  models: readonly Pick<Model, 'state' | 'embedded'>[],
): Finding[] {
  const checks: readonly (readonly [Finding, boolean])[] = [
    ['folder-missing', health.pictureFolder === 'missing'],
    ['folder-read-only', health.pictureFolder === 'read-only'],
    ['database-read-only', health.database === 'read-only'],
    ['database-repaired', health.repairedFrom !== null],
    ['disk-nearly-full', (health.diskFreeBytes ?? Infinity) < littleDisk],
    ['model-missing', models.some(({ state }) => state === 'missing')],
    ['device-failed', options.some(({ test }) => test?.profile === null)],
    ['cuda-missing', cuda.state === 'missing' && cuda.hasCard],
    ['cuda-lacking', cuda.lacking.length > 0],
    ['memory-short', memory.freeBytes < littleMemory],
    ['demo-models-only', models.every(({ embedded }) => embedded)],
  ];
  return checks.flatMap(([finding, holds]) => (holds ? [finding] : []));
}
