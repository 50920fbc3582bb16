import { useSyncExternalStore } from 'react';
import type { BaseLocationHook } from 'wouter';

/**
 * Room and query both after the `#` (`#/compare/01J…?seed=3`). The router's own hash location puts the query before the
 * `#`, where this page keeps the door's token and where changing it would load the page anew.
 */
export const hashLocation: BaseLocationHook = Object.assign(useLocationInHash, {
  searchHook: useSearchInHash,
  hrefs: (href: string) => `#${href}`,
});

/** Goes to a room, also from outside of React: `goTo('/create')`; `goTo('?seed=3')` stays and changes the query. */
export function goTo(target: string, options: { replace?: boolean } = {}): void {
  const hash = `#${target.startsWith('?') ? splitHash().path : ''}${target}`;
  if (hash === window.location.hash) return;
  const oldURL = window.location.href;
  window.history[options.replace ? 'replaceState' : 'pushState'](null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: window.location.href }));
}

/** Room and query that the page shows, as `goTo` takes them. */
export function hereAddress(): string {
  const { path, search } = splitHash();
  return search === '' ? path : `${path}?${search}`;
}

/** Whether the page shows this room, whatever the query. */
export function isAt(target: string): boolean {
  return splitHash().path === target.replace(/\?.*$/, '');
}

function useLocationInHash(): [string, typeof goTo] {
  return [useSyncExternalStore(subscribe, () => splitHash().path), goTo];
}

function useSearchInHash(): string {
  return useSyncExternalStore(subscribe, () => splitHash().search);
}

function splitHash(): { path: string; search: string } {
  const hash = window.location.hash.replace(/^#?\/?/, '/');
  const mark = hash.indexOf('?');
  return mark < 0
    ? { path: hash, search: '' }
    : { path: hash.slice(0, mark), search: hash.slice(mark + 1) };
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  window.addEventListener('popstate', onChange);
  return () => {
    window.removeEventListener('hashchange', onChange);
    window.removeEventListener('popstate', onChange);
  };
}
