import { createRouter } from '../api/router.ts';
import { findHub } from '../hub-surroundings.ts';
import { catchCrashes } from '../logs/catch-crashes.ts';
import { findRemoteQueue } from '../remote/remote-settings.ts';
import { pictureShelf } from '../services/picture-shelf.ts';
import { openStudio, type StudioOptions } from '../services/studio.ts';
import { forkWorker } from '../workers/fork-worker.ts';
import { fingerprintOf, ownCertificate } from './certificate.ts';
import { removeDoorFile, writeDoorFile } from './door-file.ts';
import { namesOf, type DoorPlace } from './own-names.ts';
import type { CertificatePair } from './self-signed.ts';
import { serveStudio, type StudioServer } from './serve-studio.ts';

/** Which certificate a door shows: `own` is one that the studio makes and keeps, a pair is the user's. */
export type TlsChoice = 'none' | 'own' | CertificatePair;

export interface BrowserDoorOptions {
  /** Absolute path of the folder that holds pictures and database. */
  readonly data: string;
  /** Absolute path of the folder that comes with the studio. */
  readonly resources: string;
  /** Folder of the built page. */
  readonly rendererFolder: string;
  /** `usual` is the same one at every start, so that the page keeps its settings; a number is that one or an error. */
  readonly port: number | 'usual';
  /** Where to listen; left out, where only this machine can reach it. */
  readonly place?: DoorPlace;
  readonly tls?: TlsChoice;
  /** What to compute on, whatever the settings say. */
  readonly device?: string | undefined;
  readonly appVersion: string;
  /** Queue for other machines; left out, as the environment says. */
  readonly remote?: StudioOptions['remote'];
  /** As the studio finds them where they are left out. */
  readonly adapters?: StudioOptions['adapters'];
  readonly runtime?: StudioOptions['runtime'];
  readonly onFailure?: (error: unknown) => void;
}

export interface BrowserDoor extends StudioServer {
  /** SHA-256 of the certificate where it is the studio's own, which no browser knows; else null. */
  readonly ownFingerprint: string | null;
}

/** First port that `usual` tries; the next ones are for further studios. */
const usualPort = 4213;
const usualPorts = 10;

/**
 * Opens the studio in a data folder and serves it to browsers.
 * @throws StudioLockedError where another studio has the folder, or the system's error where the port is taken;
 *   nothing stays open then.
 */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<BrowserDoor> {
  const { data, resources, appVersion, place = { host: '127.0.0.1', names: [] } } = options;
  const studio = await openStudio({
    paths: { data, resources },
    spawnWorker: forkWorker,
    appVersion,
    device: options.device,
    ...(options.adapters && { adapters: options.adapters }),
    ...(options.runtime && { runtime: options.runtime }),
    hub: { surroundings: findHub(process.env) },
    remote: options.remote ?? findRemoteQueue(process.env),
  });
  const letGo = catchCrashes(studio.diagnostics.crashed);
  let server: StudioServer | undefined;
  try {
    const served = { router: createRouter(studio), gallery: pictureShelf(studio) };
    let warmed = false;
    const onPage = () => {
      // A studio that nobody looks at holds no model in memory.
      if (!warmed) studio.generation.warm();
      warmed = true;
    };
    const tls = chooseCertificate(data, place, options.tls ?? 'none');
    const serve = (port: number) => serveStudio(served, { ...options, place, tls, port, onPage });
    server = await serveOnPort(serve, options);
    const { health } = await studio.system.info();
    if (health.database === 'ok')
      writeDoorFile(data, { url: server.url, certificate: tls?.certificate ?? null });
    studio.queue.resumeLeft();
    const opened = server;
    return {
      ...opened,
      ownFingerprint: options.tls === 'own' && tls !== undefined ? fingerprintOf(tls) : null,
      async close() {
        // First: nobody is to be sent to a door that closes.
        removeDoorFile(data);
        await opened.close();
        letGo();
        await studio.close();
      },
    };
  } catch (error) {
    await server?.close();
    letGo();
    await studio.close();
    throw error;
  }
}

function chooseCertificate(
  data: string,
  place: DoorPlace,
  choice: TlsChoice,
): CertificatePair | undefined {
  if (choice === 'none') return undefined;
  return choice === 'own' ? ownCertificate(data, namesOf(place), new Date()) : choice;
}

async function serveOnPort(
  serve: (port: number) => Promise<StudioServer>,
  { port }: BrowserDoorOptions,
): Promise<StudioServer> {
  if (port !== 'usual') return serve(port);
  for (let candidate = usualPort; candidate < usualPort + usualPorts; candidate += 1) {
    try {
      return await serve(candidate);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
    }
  }
  return serve(0);
}

function isPortTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // Windows reserves ranges of ports and answers EACCES for them.
  return code === 'EADDRINUSE' || code === 'EACCES';
}
