import { useEffect, useRef } from 'react';
import { watchTips } from './watch-tips.ts';

/** The one tooltip of the page: what an element says by `tip()` appears in it. */
export function TipLayer() {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => (layer.current ? watchTips(layer.current) : undefined), []);
  return (
    <div
      ref={layer}
      id="tip"
      role="tooltip"
      popover="manual"
      className="fixed inset-auto m-0 max-w-72 appear rounded-sm bg-ink px-2 py-1 text-xs text-ground select-none"
    />
  );
}
