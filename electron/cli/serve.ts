import { resolve } from 'node:path';
import { checkoutRenderer, checkoutResources, findDataFolder } from '../data-folder.ts';
import { ensureRenderer } from '../renderer-build.ts';
import { openBrowserDoor } from '../server/browser-door.ts';
import { openInBrowser } from '../server/open-in-browser.ts';
import { findRemoteQueue } from '../remote/remote-settings.ts';
import { readVersion } from '../version.ts';
import { readPlace, type PlaceOptions } from './door-place.ts';
import { doorTexts } from './door-texts.ts';
import { given } from './given.ts';
import { readPort } from './options.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import type { StudioPlace } from './with-studio.ts';

/** `nishiki serve`: the browser door until `signal` aborts. */
export async function serve(
  { data, device }: StudioPlace,
  options: PlaceOptions & { port?: string; open: boolean; queue?: string },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language];
  const port = readPort(options.port ?? process.env['NISHIKI_PORT']);
  const { place, tls } = readPlace(options, terminal.language);
  await ensureRenderer(() => terminal.note(say.building));
  const door = await openBrowserDoor({
    data: data ? resolve(data) : findDataFolder(process),
    resources: checkoutResources,
    rendererFolder: checkoutRenderer,
    port,
    place,
    tls,
    remote: findRemoteQueue({ ...process.env, ...given({ NISHIKI_QUEUE: options.queue }) }),
    appVersion: readVersion(),
    device,
    onFailure: (error) => console.error(error),
  });
  terminal.out(say.open(door.url));
  if (door.ownFingerprint !== null) {
    terminal.out(doorTexts[terminal.language].fingerprint(door.ownFingerprint));
  }
  if (options.open) openInBrowser(door.createUrlOnce());
  await new Promise<void>((closed) => {
    if (signal.aborted) closed();
    else signal.addEventListener('abort', () => closed());
  });
  await door.close();
}
