import { useSyncExternalStore } from 'react';
import { changeCompareView, useCompareView } from './compare-view.ts';

const wide = window.matchMedia('(min-width: 1280px)');

/** Whether the details are open: as chosen; until then where the window has room for them beside the pictures. */
export function useDetailsOpen(): [boolean, (open: boolean) => void] {
  const chosen = useCompareView((view) => view.details);
  const hasRoom = useSyncExternalStore(
    (onChange) => {
      wide.addEventListener('change', onChange);
      return () => wide.removeEventListener('change', onChange);
    },
    () => wide.matches,
  );
  return [chosen ?? hasRoom, (open) => changeCompareView({ details: open })];
}
