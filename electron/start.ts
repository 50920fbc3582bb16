import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPlace } from './cli/door-place.ts';
import { doorTexts } from './cli/door-texts.ts';
import { describeFailure } from './cli/failure.ts';
import { untilInterrupted } from './cli/interrupt.ts';
import { readPort } from './cli/options.ts';
import { checkoutRenderer, checkoutResources, findDataFolder } from './data-folder.ts';
import {
  downloadElectron,
  electronPackageFolder,
  findElectron,
  type NoWindow,
} from './find-electron.ts';
import { findLanguage } from './language.ts';
import { ensureRenderer } from './renderer-build.ts';
import { startTexts } from './start-texts.ts';
import type { BrowserDoorOptions } from './server/browser-door.ts';
import { readVersion } from './version.ts';

const root = join(import.meta.dirname, '..');
const language = findLanguage(process);
const say = startTexts[language];

/** `npm start`: the studio in a desktop window where there can be one, otherwise in the browser. */
async function start(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    console.log(say.help);
    return 0;
  }
  await ensureRenderer(() => console.log(say.building));
  const refusal = options.browser ? null : await openWindow(options.data);
  if (refusal === 'closed') return 0;
  if (refusal) console.log(say.noWindow(refusal));
  await serveUntilInterrupted(options);
  return 0;
}

interface StartOptions {
  readonly port: number | 'usual';
  readonly place: NonNullable<BrowserDoorOptions['place']>;
  readonly tls: NonNullable<BrowserDoorOptions['tls']>;
  readonly data: string;
  readonly browser: boolean;
  readonly open: boolean;
  readonly help: boolean;
}

function readOptions(): StartOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      host: { type: 'string' },
      tls: { type: 'boolean' },
      cert: { type: 'string' },
      key: { type: 'string' },
      name: { type: 'string', multiple: true },
      browser: { type: 'boolean', default: false },
      open: { type: 'boolean', default: true },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowNegative: true,
  });
  return {
    ...values,
    ...readPlace(values, language),
    // A host asks for the browser: a window needs none.
    browser: values.browser || values.host !== undefined,
    port: readPort(values.port ?? process.env['NISHIKI_PORT']),
    data: values.data ? resolve(values.data) : findDataFolder(process),
  };
}

/** Resolves to `closed` when the window was used and closed, or to the reason why there is none. */
async function openWindow(data: string): Promise<'closed' | NoWindow> {
  const electron = await findElectron({
    platform: process.platform,
    env: process.env,
    userId: process.getuid?.(),
    packageFolder: electronPackageFolder(),
    download(folder) {
      console.log(say.downloading);
      return downloadElectron(folder);
    },
  });
  if (!('executable' in electron)) return electron;
  const { ensureShell } = await import('./shell/build.ts');
  await ensureShell();
  return runElectron(electron.executable, data);
}

/** A window that ends with an error this soon never opened: a missing system library, a refused sandbox. */
const earlyEndMs = 15_000;

function runElectron(executable: string, data: string): Promise<'closed' | NoWindow> {
  return new Promise((settle) => {
    const startedAt = performance.now();
    const window = spawn(executable, [root], {
      stdio: 'inherit',
      env: { ...process.env, NISHIKI_DATA: data },
    });
    // Ctrl+C reaches the window too, which closes the studio; this process only waits for it.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => window.kill('SIGTERM'));
    window.on('error', (error) => settle({ reason: 'ended', detail: error.message }));
    window.on('exit', (code, signal) => {
      const early = performance.now() - startedAt < earlyEndMs;
      const interrupted = signal === 'SIGINT' || signal === 'SIGTERM';
      if (code === 0 || interrupted || !early) settle('closed');
      else settle({ reason: 'ended', detail: signal ?? `code ${code}` });
    });
  });
}

async function serveUntilInterrupted({
  data,
  port,
  place,
  tls,
  open,
}: StartOptions): Promise<void> {
  const { openBrowserDoor } = await import('./server/browser-door.ts');
  const { openInBrowser } = await import('./server/open-in-browser.ts');
  const interrupted = untilInterrupted();
  const door = await openBrowserDoor({
    data,
    port,
    place,
    tls,
    resources: checkoutResources,
    rendererFolder: checkoutRenderer,
    appVersion: readVersion(),
    onFailure: (error) => console.error(error),
  });
  console.log(say.open(door.url));
  if (door.ownFingerprint !== null) {
    console.log(doorTexts[language].fingerprint(door.ownFingerprint));
  }
  if (open) openInBrowser(door.createUrlOnce());
  await interrupted;
  console.log(say.closing);
  await door.close();
}

try {
  process.exitCode = await start();
} catch (error) {
  const { text, exitCode } = describeFailure(error, language);
  console.error(text);
  process.exitCode = exitCode;
}
