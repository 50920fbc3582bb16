import { Brush, Contrast, Eraser, Redo2, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureUrl } from '../api/picture-url.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Slider } from '../ui/slider.tsx';
import { MaskStage } from './mask-stage.tsx';
import { act, redo, undo, type MaskHistory } from './mask-strokes.ts';
import { forgetMask, leaveMask, takeUpMask } from './unfinished-mask.ts';
import { encodeMask, openMask } from './mask-file.ts';

interface MaskPainterProps {
  imageId: string;
  maskId: string | undefined;
  /** Size of the picture in pixels. */
  size: { readonly width: number; readonly height: number };
  onClose(): void;
  /** The mask as a file, or null where nothing is left of it. */
  onDone(mask: Blob | null): Promise<void>;
  /** The mask that was there, or what was drawn, could not be read. */
  onFailure(error: unknown): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** The picture as large as can be, to be painted over where it shall be drawn anew. */
export function MaskPainter({
  imageId,
  maskId,
  size,
  onClose,
  onDone,
  onFailure,
}: MaskPainterProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const longest = Math.max(size.width, size.height);
  const [history, setHistory] = useState<MaskHistory>(() => takeUpMask(imageId, maskId));
  const [radius, setRadius] = useState(Math.max(4, Math.round(longest / 16)));
  const [softness, setSoftness] = useState(Math.round(longest / 64));
  const [erases, setErases] = useState(false);
  const [before, setBefore] = useState<HTMLCanvasElement>();
  const [saving, setSaving] = useState(false);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (maskId !== undefined) openMask(maskId, size).then(setBefore, onFailure);
    // Read once: what is painted afterwards is in the acts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  async function finish(): Promise<void> {
    setSaving(true);
    try {
      await onDone(await encodeMask(history, size, softness, before));
      forgetMask();
    } catch (error) {
      setSaving(false);
      onFailure(error);
    }
  }

  function pressKey(event: React.KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    const acts: Record<string, () => void> = isCommand
      ? { z: () => setHistory(event.shiftKey ? redo : undo), Enter: () => void finish() }
      : {
          '[': () => setRadius((now) => Math.max(1, Math.round(now / 1.25))),
          ']': () => setRadius((now) => Math.min(longest / 2, Math.ceil(now * 1.25))),
          x: () => setErases((now) => !now),
          i: () => setHistory((now) => act(now, { kind: 'invert' })),
          Delete: () => setHistory((now) => act(now, { kind: 'clear' })),
        };
    const chosen = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (chosen === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    chosen();
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby="mask-title"
      onClose={() => {
        leaveMask({ imageId, maskId, history });
        onClose();
      }}
      onKeyDown={pressKey}
      className="m-auto h-[94vh] w-[94vw] max-w-none rounded-md border border-line bg-raised p-0 text-ink shadow-raised outline-none backdrop:bg-ground/70 open:appear"
    >
      <div className="flex h-full flex-col">
        <div className="flex shrink-0 flex-wrap items-center gap-x-5 gap-y-2 border-b border-line px-5 py-3">
          <h2 id="mask-title" className="font-mincho text-lg">
            {t('create.mask.title')}
          </h2>
          <div className="flex items-center gap-1">
            <IconButton
              size="small"
              look={erases ? 'quiet' : 'plain'}
              label={t('create.mask.brush')}
              aria-pressed={!erases}
              icon={<Brush {...icon} />}
              onClick={() => setErases(false)}
            />
            <IconButton
              size="small"
              look={erases ? 'plain' : 'quiet'}
              label={t('create.mask.eraser')}
              aria-pressed={erases}
              icon={<Eraser {...icon} />}
              onClick={() => setErases(true)}
            />
          </div>
          <Measure
            label={t('create.mask.size')}
            value={radius}
            max={longest / 4}
            onChange={setRadius}
          />
          <Measure
            label={t('create.mask.softness')}
            value={softness}
            min={0}
            max={longest / 8}
            onChange={setSoftness}
          />
          <div className="flex items-center gap-1">
            <IconButton
              size="small"
              label={t('create.mask.undo')}
              disabled={history.done === 0}
              icon={<Undo2 {...icon} />}
              onClick={() => setHistory(undo)}
            />
            <IconButton
              size="small"
              label={t('create.mask.redo')}
              disabled={history.done === history.acts.length}
              icon={<Redo2 {...icon} />}
              onClick={() => setHistory(redo)}
            />
            <IconButton
              size="small"
              label={t('create.mask.invert')}
              icon={<Contrast {...icon} />}
              onClick={() => setHistory(act(history, { kind: 'invert' }))}
            />
            <IconButton
              size="small"
              label={t('create.mask.clear')}
              icon={<Trash2 {...icon} />}
              onClick={() => setHistory(act(history, { kind: 'clear' }))}
            />
          </div>
          <div className="ml-auto flex items-center gap-2">
            <Button look="quiet" onClick={() => dialog.current?.close()}>
              {t('common.cancel')}
            </Button>
            <Button look="primary" disabled={saving} onClick={() => void finish()}>
              {t('create.mask.done')}
            </Button>
          </div>
        </div>
        <MaskStage
          imageUrl={pictureUrl(imageId, 'full')}
          size={size}
          history={history}
          before={before}
          radius={radius}
          erases={erases}
          onStroke={(points) =>
            setHistory((now) => act(now, { kind: 'stroke', points, radius, erases }))
          }
        />
        <p className="shrink-0 px-5 py-2 text-xs text-quiet">{t('create.mask.hint')}</p>
      </div>
    </dialog>
  );
}

interface MeasureProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  onChange(value: number): void;
}

/** Pixels on a slider. */
function Measure({ label, value, min = 1, max, onChange }: MeasureProps) {
  const top = Math.max(2, Math.round(max));
  return (
    <div className="flex w-44 items-center gap-2">
      <span aria-hidden className="shrink-0 text-sm text-quiet">
        {label}
      </span>
      <Slider
        label={label}
        value={Math.min(value, top)}
        min={min}
        max={top}
        onValueChange={onChange}
      />
      <span className="figures w-7 shrink-0 text-right text-xs text-quiet">{value}</span>
    </div>
  );
}
