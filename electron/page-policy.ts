/** What the page may load besides its own files; both lists are CSP sources, e.g. `nishiki-image:`. */
export interface PageSources {
  readonly images?: readonly string[];
  readonly connections?: readonly string[];
}

/**
 * Headers of every response that makes up the page, in the desktop window as in the browser. Nothing from another
 * origin, no inline script, no frames, no forms. `data:` pictures are the previews of a running print; `blob:`
 * pictures are those the page draws itself for export. Style attributes are allowed and style elements are not:
 * an attribute reaches one element, an element could restyle and read the whole page.
 */
export function pageHeaders({ images = [], connections = [] }: PageSources = {}): Record<
  string,
  string
> {
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'style-src-attr': ["'unsafe-inline'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:', ...images],
    'connect-src': ["'self'", ...connections],
    'worker-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
      .join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}
