import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, session } from 'electron';
import { createRouter } from '../api/router.ts';
import { findHub } from '../hub-surroundings.ts';
import { findRemoteQueue } from '../remote/remote-settings.ts';
import { findLanguage, type Language } from '../language.ts';
import { catchCrashes } from '../logs/catch-crashes.ts';
import { pictureShelf } from '../services/picture-shelf.ts';
import { openStudio } from '../services/studio.ts';
import { offerPictureFiles } from './drag-out.ts';
import { offerLogFolder } from './log-folder.ts';
import { offerModelDialogs } from './model-dialogs.ts';
import { settleFolders, type ShellFolders } from './folders.ts';
import { serveImages } from './image-protocol.ts';
import { installMenu } from './menu.ts';
import { guardNavigation, guardPermissions } from './navigation-guards.ts';
import { servePage } from './page-protocol.ts';
import { closeBeforeQuit } from './quit.ts';
import { reportGoneProcesses } from './gone-processes.ts';
import { offerPort } from './rpc-port.ts';
import { registerSchemes } from './schemes.ts';
import { openStudioWindow } from './studio-window.ts';
import { systemSecrets } from './system-secrets.ts';
import { spawnUtilityScoring } from './utility-scoring.ts';
import { spawnUtilityWorker } from './utility-worker.ts';
import { shellWords } from './words.ts';

/** The desktop window, from start to end. */
async function main(): Promise<void> {
  const folders = settleFolders();
  if (!app.requestSingleInstanceLock()) {
    // The first one gets `second-instance` and comes forward.
    app.quit();
    return;
  }
  registerSchemes();
  guardNavigation();
  await app.whenReady();

  const language = findLanguage({ env: {} }, app.getLocale());
  const studio = await openStudioOrExplain(folders, language);
  if (!studio) return;
  closeBeforeQuit(() => studio.close());
  catchCrashes(studio.diagnostics.crashed);
  reportGoneProcesses(studio.diagnostics.processGone);

  guardPermissions(session.defaultSession);
  servePage(folders.renderer);
  serveImages(pictureShelf(studio));
  offerPort(createRouter(studio));
  offerPictureFiles(studio.gallery, folders.icon);
  offerModelDialogs(shellWords[language]);
  offerLogFolder(join(folders.data, 'logs'));
  installMenu(language, folders.data);

  const openWindow = () => openStudioWindow(folders, nativeTheme.shouldUseDarkColors);
  openWindow().once('show', () => {
    studio.generation.warm();
    studio.queue.resumeLeft();
  });
  app.on('second-instance', () => bringForward() ?? openWindow());
  app.on('activate', () => bringForward() ?? openWindow());
  app.on('window-all-closed', () => {
    // On macOS a program stays open without windows; elsewhere its last window is the program.
    if (process.platform !== 'darwin') app.quit();
  });
}

/** A studio that cannot be opened (its folder in use, read-only, full) is said in a dialog: there is no window yet. */
async function openStudioOrExplain({ data, resources }: ShellFolders, language: Language) {
  try {
    return await openStudio({
      paths: { data, resources },
      spawnWorker: spawnUtilityWorker,
      spawnScoring: spawnUtilityScoring,
      appVersion: app.getVersion(),
      hub: { secrets: systemSecrets(), surroundings: findHub(process.env) },
      remote: findRemoteQueue(process.env),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    dialog.showErrorBox(shellWords[language].cannotOpen, message);
    app.exit(1);
    return null;
  }
}

function bringForward(): BrowserWindow | undefined {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
  return window;
}

// Not awaited here: Electron becomes ready only after this module has run to its end.
main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
