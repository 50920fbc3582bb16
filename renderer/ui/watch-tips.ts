import { placeTip } from './place-tip.ts';
import type { Side } from './place-tip.ts';

/** Milliseconds: how long an element is pointed at before it says what it is; */
const showAfter = 400;
/** how long after one tip the next comes at once; */
const warmFor = 200;
/** and how long the pointer may be between an element and its tip. */
const leaveAfter = 100;

/**
 * Shows `layer`, a manual popover, beside whichever element with `tip()` is pointed at or gets the keys. As a popover it
 * lies in the top layer: above the browser's own dialogs too.
 *
 * @returns what ends it
 */
export function watchTips(layer: HTMLElement): () => void {
  let anchor: HTMLElement | null = null;
  let pointed: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenAt = Number.NEGATIVE_INFINITY;
  const changes = new MutationObserver(() => update());

  function hide(): void {
    clearTimeout(timer);
    if (anchor === null) return;
    changes.disconnect();
    if (anchor.getAttribute('aria-describedby') === layer.id) {
      anchor.removeAttribute('aria-describedby');
    }
    anchor = null;
    layer.hidePopover();
    hiddenAt = performance.now();
  }

  function show(next: HTMLElement): void {
    hide();
    if (!next.isConnected) return;
    anchor = next;
    // What is its name already need not be said twice.
    if (next.ariaLabel !== next.dataset['tip'] && !next.hasAttribute('aria-describedby')) {
      next.setAttribute('aria-describedby', layer.id);
    }
    layer.showPopover();
    changes.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ['data-tip'],
    });
    update();
  }

  /** Follows an anchor that changes its words, or is gone. */
  function update(): void {
    const text = anchor?.dataset['tip'];
    if (!anchor?.isConnected || text === undefined) {
      hide();
      return;
    }
    if (layer.textContent !== text) layer.textContent = text;
    const side = (anchor.dataset['tipSide'] ?? 'top') as Side;
    const size = { width: layer.offsetWidth, height: layer.offsetHeight };
    const view = { width: window.innerWidth, height: window.innerHeight };
    const { left, top } = placeTip(anchor.getBoundingClientRect(), size, side, view);
    layer.style.left = `${left}px`;
    layer.style.top = `${top}px`;
  }

  const onPointerOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'touch' || !(target instanceof Element)) return;
    const next = layer.contains(target) ? anchor : target.closest<HTMLElement>('[data-tip]');
    if (next === pointed && next !== null) {
      clearTimeout(next === anchor ? timer : undefined);
      return;
    }
    pointed = next;
    clearTimeout(timer);
    if (next === null) {
      if (anchor) timer = setTimeout(hide, leaveAfter);
    } else if (next !== anchor) {
      const isWarm = anchor !== null || performance.now() - hiddenAt < warmFor;
      if (isWarm) show(next);
      else timer = setTimeout(() => show(next), showAfter);
    }
  };
  const onPointerOut = ({ relatedTarget }: PointerEvent) => {
    // Out of the window.
    if (relatedTarget !== null) return;
    pointed = null;
    hide();
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    const isTipped = target instanceof HTMLElement && target.dataset['tip'] !== undefined;
    if (isTipped && target.matches(':focus-visible')) show(target);
  };
  const onFocusOut = ({ target }: FocusEvent) => {
    if (target === anchor) hide();
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') hide();
  };
  const onScroll = ({ target }: Event) => {
    if (target instanceof Node && target.contains(anchor)) hide();
  };

  const ending = new AbortController();
  const options = { capture: true, passive: true, signal: ending.signal };
  document.addEventListener('pointerover', onPointerOver, options);
  document.addEventListener('pointerout', onPointerOut, options);
  document.addEventListener('pointerdown', hide, options);
  document.addEventListener('focusin', onFocusIn, options);
  document.addEventListener('focusout', onFocusOut, options);
  document.addEventListener('keydown', onKeyDown, options);
  document.addEventListener('scroll', onScroll, options);
  return () => {
    ending.abort();
    hide();
  };
}
