import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useElementSize } from '../ui/use-element-size.ts';
import { act, drawMask, type MaskHistory, type Point } from './mask-strokes.ts';

interface MaskStageProps {
  imageUrl: string;
  size: { readonly width: number; readonly height: number };
  history: MaskHistory;
  before: HTMLCanvasElement | undefined;
  /** Pixels of the picture. */
  radius: number;
  erases: boolean;
  onStroke(points: readonly Point[]): void;
}

/**
 * The picture under its mask. The pointer paints; so do the arrow keys with Space held, or Space alone for a dot.
 */
export function MaskStage({
  imageUrl,
  size,
  history,
  before,
  radius,
  erases,
  onStroke,
}: MaskStageProps) {
  const { t } = useTranslation();
  const [measure, room] = useElementSize();
  const [stroke, setStroke] = useState<readonly Point[]>([]);
  const [cursor, setCursor] = useState<Point | null>(null);
  const scale = room
    ? Math.min((room.width - 40) / size.width, (room.height - 24) / size.height)
    : 0;

  function placeOf(event: React.PointerEvent): Point {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale };
  }

  function finishStroke(): void {
    if (stroke.length > 0) onStroke(stroke);
    setStroke([]);
  }

  function pressKey(event: React.KeyboardEvent): void {
    const at = cursor ?? { x: size.width / 2, y: size.height / 2 };
    const by = event.shiftKey ? 1 : Math.max(1, radius / 2);
    const moves: Record<string, Point> = {
      ArrowLeft: { x: -by, y: 0 },
      ArrowRight: { x: by, y: 0 },
      ArrowUp: { x: 0, y: -by },
      ArrowDown: { x: 0, y: by },
      ' ': { x: 0, y: 0 },
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = {
      x: Math.min(size.width, Math.max(0, at.x + move.x)),
      y: Math.min(size.height, Math.max(0, at.y + move.y)),
    };
    setCursor(next);
    // Space begins a stroke that the arrows lead on until it is let go.
    if (event.key === ' ' ? !event.repeat : stroke.length > 0) setStroke([...stroke, next]);
  }

  return (
    <div ref={measure} className="flex min-h-0 grow items-center justify-center bg-sunk">
      {scale > 0 ? (
        <div
          role="application"
          tabIndex={0}
          aria-label={t('create.mask.stage')}
          data-testid="mask-stage"
          className="relative cursor-none touch-none"
          style={{ width: size.width * scale, height: size.height * scale }}
          onKeyDown={pressKey}
          onKeyUp={(event) => {
            if (event.key === ' ') finishStroke();
          }}
          onBlur={finishStroke}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setStroke([placeOf(event)]);
          }}
          onPointerMove={(event) => {
            const place = placeOf(event);
            setCursor(place);
            if (stroke.length > 0) setStroke([...stroke, place]);
          }}
          onPointerUp={finishStroke}
          onPointerCancel={() => setStroke([])}
          onPointerLeave={() => setCursor(null)}
        >
          <img
            src={imageUrl}
            alt=""
            draggable={false}
            className="absolute inset-0 size-full select-none"
          />
          <MaskLayer
            size={size}
            before={before}
            history={
              stroke.length === 0
                ? history
                : act(history, { kind: 'stroke', points: stroke, radius, erases })
            }
          />
          {cursor ? (
            <span
              aria-hidden
              className="pointer-events-none absolute rounded-full border border-ground outline outline-ink"
              style={{
                left: (cursor.x - radius) * scale,
                top: (cursor.y - radius) * scale,
                width: 2 * radius * scale,
                height: 2 * radius * scale,
              }}
            />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** The mask in its colour. It is drawn opaque and shown half transparent, so that strokes that cross do not add up. */
function MaskLayer({ size, before, history }: Pick<MaskStageProps, 'size' | 'before' | 'history'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--mask');
    context.fillStyle = colour;
    context.strokeStyle = colour;
    drawMask(context, history, size, before && tint(before, colour));
  }, [history, before, size]);
  return (
    <canvas
      ref={canvas}
      width={size.width}
      height={size.height}
      className="absolute inset-0 size-full opacity-60"
    />
  );
}

/** The same shape in another colour. */
function tint(shape: HTMLCanvasElement, colour: string): HTMLCanvasElement {
  const { width, height } = shape;
  const tinted = Object.assign(document.createElement('canvas'), { width, height });
  const context = tinted.getContext('2d');
  if (!context) return shape;
  context.drawImage(shape, 0, 0);
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return tinted;
}
