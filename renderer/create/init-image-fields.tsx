import { Brush, Expand, ImagePlus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { studio } from '../api/studio.ts';
import { beginFromFile, pictureFiles } from '../state/begin-from.ts';
import type { DraftInitImage } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { PictureImage } from '../ui/picture-image.tsx';
import { sayFailure } from '../ui/or-report.ts';
import { MarginFields } from './margin-fields.tsx';
import { MaskPainter } from './mask-painter.tsx';
import { StrengthRow } from './strength-row.tsx';
import { useKnownSize } from './use-known-size.ts';

interface InitImageFieldsProps {
  /** The run's settings as they stand: its size grows with the margins. */
  settings: PrintSettings;
  problem: string | null;
}

/** The picture that a run begins from, if any: dropped or chosen here, painted over, widened. */
export function InitImageFields({ settings, problem }: InitImageFieldsProps) {
  const initImage = useDraft((draft) => draft.initImage);
  return (
    <DropTarget>
      {initImage ? (
        <ChosenPicture initImage={initImage} settings={settings} problem={problem} />
      ) : (
        <EmptySlot />
      )}
    </DropTarget>
  );
}

/** Takes picture files that are dropped; the room beneath would take them as recipes. */
function DropTarget({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  return (
    <div
      data-testid="begin-slot"
      className={classNames('rounded-md', over ? 'outline-2 outline-offset-4 outline-focus' : '')}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const [file] = pictureFiles(event.dataTransfer.files);
        if (!file) return;
        event.preventDefault();
        event.stopPropagation();
        void beginFromFile(file, t);
      }}
    >
      {children}
    </div>
  );
}

function EmptySlot() {
  const { t } = useTranslation();
  return (
    <FileButton
      label={t('create.begin.choose')}
      className="inline-flex items-center gap-1.5 self-start rounded-sm text-sm text-quiet hover:text-ink"
    >
      <ImagePlus aria-hidden className="size-3.5" />
      {t('create.begin.choose')}
    </FileButton>
  );
}

interface FileButtonProps {
  label: string;
  className: string;
  children: React.ReactNode;
}

/** A button that lets the user choose a picture file. */
function FileButton({ label, className, children }: FileButtonProps) {
  const { t } = useTranslation();
  return (
    <label className={classNames('cursor-pointer focus-within:outline-2 outline-focus', className)}>
      <input
        type="file"
        accept="image/*"
        aria-label={label}
        className="sr-only"
        onChange={(event) => {
          const [file] = pictureFiles(event.target.files);
          event.target.value = '';
          if (file) void beginFromFile(file, t);
        }}
      />
      {children}
    </label>
  );
}

interface ChosenPictureProps extends InitImageFieldsProps {
  initImage: DraftInitImage;
}

function ChosenPicture({ initImage, settings, problem }: ChosenPictureProps) {
  const { t } = useTranslation();
  const [painting, setPainting] = useState(false);
  const [widening, setWidening] = useState(initImage.margins !== undefined);
  const change = (fields: Partial<DraftInitImage>) =>
    changeDraft({ initImage: { ...initImage, ...fields } });
  const { mask, size } = initImage;
  useKnownSize(initImage);

  async function keepMask(file: Blob | null): Promise<void> {
    const { mask: _before, ...rest } = initImage;
    const kept = file && (await studio.inputs.add({ file }));
    changeDraft({ initImage: kept ? { ...rest, mask: kept.id } : rest });
    setPainting(false);
  }

  function fail(error: unknown): void {
    sayFailure(error, t);
  }

  return (
    <section
      aria-label={t('create.begin.title')}
      className="flex flex-col gap-3 rounded-md border border-line bg-raised p-3"
    >
      <div className="flex items-start gap-3">
        <div className="relative size-20 shrink-0 overflow-hidden rounded-sm bg-sunk">
          <PictureImage
            pictureId={initImage.image}
            size="thumbnail"
            alt={t('create.begin.title')}
            className="size-full object-contain"
          />
          {mask === undefined ? null : (
            <PictureImage
              pictureId={mask}
              size="thumbnail"
              alt={t('create.mask.there')}
              className="absolute inset-0 size-full object-contain mix-blend-screen opacity-70"
            />
          )}
        </div>
        <div className="flex min-w-0 grow flex-col gap-1.5">
          <div className="flex items-center justify-between">
            <span className="text-sm">{t('create.begin.title')}</span>
            <IconButton
              size="small"
              label={t('create.begin.remove')}
              icon={<X aria-hidden className="size-4" />}
              onClick={() => changeDraft({ initImage: null, width: null, height: null })}
            />
          </div>
          <div className="flex flex-wrap gap-1.5">
            <Button size="small" disabled={!size} onClick={() => setPainting(true)}>
              <Brush aria-hidden className="size-3.5" strokeWidth={1.6} />
              {mask === undefined ? t('create.mask.paint') : t('create.mask.change')}
            </Button>
            <Button
              size="small"
              aria-pressed={widening}
              onClick={() => {
                setWidening(!widening);
                if (!widening) return;
                const { margins: _before, ...rest } = initImage;
                changeDraft({ initImage: rest, width: null, height: null });
              }}
            >
              <Expand aria-hidden className="size-3.5" strokeWidth={1.6} />
              {t('create.begin.widen')}
            </Button>
            <FileButton
              label={t('create.begin.other')}
              className="inline-flex h-7 items-center rounded-md px-2 text-sm text-quiet hover:bg-ink/7 hover:text-ink"
            >
              {t('create.begin.other')}
            </FileButton>
          </div>
        </div>
      </div>
      <StrengthRow
        label={t('create.begin.strength')}
        value={initImage.strength}
        onValueChange={(strength) => change({ strength })}
        problem={problem}
      />
      {widening ? <MarginFields initImage={initImage} settings={settings} /> : null}
      {painting && size ? (
        <MaskPainter
          imageId={initImage.image}
          maskId={mask}
          size={size}
          onClose={() => setPainting(false)}
          onDone={keepMask}
          onFailure={fail}
        />
      ) : null}
    </section>
  );
}
