import { protocol } from 'electron';

/** Origin of the page: a real one, so that storage, modules and the content security policy work as on the web. */
export const pageOrigin = 'nishiki-app://studio';

/** Schemes of the studio; `nishiki-image://picture/<id>` and `nishiki-image://thumbnail/<id>` are pictures' bytes. */
export const schemes = { page: 'nishiki-app', images: 'nishiki-image' } as const;

/** Must run before Electron is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: schemes.page, privileges: { standard: true, secure: true, supportFetchAPI: true } },
    {
      scheme: schemes.images,
      // `corsEnabled`: the page draws pictures into a canvas to compare them, and may read it only then.
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        stream: true,
        corsEnabled: true,
      },
    },
  ]);
}
