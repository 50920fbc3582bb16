import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const knownPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** Path of a Chromium on this machine: `NISHIKI_CHROMIUM`, the system's, Playwright's own; null where there is none. */
export function findChromium(): string | null {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = [
    process.env['NISHIKI_CHROMIUM'] ?? '',
    ...onPath,
    ...(knownPlaces[process.platform] ?? []),
    chromium.executablePath(),
  ];
  return candidates.find((path) => path !== '' && isExecutable(path)) ?? null;
}

/**
 * A Chromium that starts, installed now if there is none; null, with the reasons written to stderr, where that fails.
 * Playwright's download is asked first; on Debian and Ubuntu as root the system's packages are asked next, with a
 * Japanese face for what the page does not bring itself.
 */
export async function ensureChromium(): Promise<string | null> {
  const present = await startable(findChromium());
  if (present) return present;
  for (const [command, ...args] of installers()) {
    console.error(`No Chromium here yet: ${[command, ...args].join(' ')}`);
    const { status, error } = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
    });
    if (status !== 0) console.error(`  failed: ${error?.message ?? `code ${status}`}`);
    const installed = await startable(findChromium());
    if (installed) return installed;
  }
  return null;
}

function installers(): [string, ...string[]][] {
  const playwright = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  const commands: [string, ...string[]][] = [[process.execPath, playwright, 'install', 'chromium']];
  if (isDebian() && process.getuid?.() === 0) {
    const packages = ['chromium', 'fonts-noto-cjk'];
    commands.push(['apt-get', 'update', '-qq']);
    commands.push(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages]);
  }
  return commands;
}

/** The path, if a browser opens from it: a binary without its system libraries is no browser. */
async function startable(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    const browser = await chromium.launch({ executablePath: path });
    await browser.close();
    return path;
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split('\n') : [String(error)];
    console.error(`  ${path} does not start: ${line}`);
    return null;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian(): boolean {
  const release = '/etc/os-release';
  return existsSync(release) && /debian|ubuntu/i.test(readFileSync(release, 'utf8'));
}
