import { app, shell, type Session, type WebContents } from 'electron';
import { isOwnPage } from './own-page.ts';

/** The only permission that the page needs: copying a picture or a seed. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Keeps every page of the program where it is: no other site in the window, no second window, no embedded page. */
export function guardNavigation(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

/** Denies cameras, microphones, notifications, devices and all else that a picture studio has no use for. */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(granted.has(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => granted.has(permission));
  session.setDevicePermissionHandler(() => false);
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // A licence or a model's page opens where the user browses. Only https: other schemes start programs.
    if (URL.parse(url)?.protocol === 'https:') void shell.openExternal(url);
    return { action: 'deny' };
  });
}
