/** As much of a browser's storage as is used. */
type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * What a window keeps over a reload is its own: two windows work on two desks. A new window begins with what was written last
 * in any.
 *
 * @param own of this window, as `sessionStorage`
 * @param shared of all windows, as `localStorage`
 */
export function joinStorages(own: TextStorage, shared: TextStorage): TextStorage {
  return {
    getItem: (name) => own.getItem(name) ?? shared.getItem(name),
    setItem(name, value) {
      own.setItem(name, value);
      shared.setItem(name, value);
    },
    removeItem(name) {
      own.removeItem(name);
      shared.removeItem(name);
    },
  };
}
