import { spawn } from 'node:child_process';
import type { Surroundings } from '../data-folder.ts';

/** Command that opens an address in the default browser, or null where there is nobody to look at it. */
export function browserCommand(
  url: string,
  { platform, env }: Surroundings,
  isTerminal: boolean,
): { command: string; args: string[] } | null {
  if (env['NISHIKI_NO_OPEN'] || env['CI'] || !isTerminal) return null;
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // Not `start`: the command interpreter would take the address's `&` for its own.
  if (platform === 'win32') {
    return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  }
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return null;
  return { command: 'xdg-open', args: [url] };
}

/** Opens an address in the default browser if there is one. The address is printed anyway, so failing is no failure. */
export function openInBrowser(url: string): void {
  const opener = browserCommand(url, process, process.stdout.isTTY);
  if (!opener) return;
  const child = spawn(opener.command, opener.args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
