import { Share } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportFormats, type ExportFormat } from '../../electron/api/contract/exports.ts';
import { studio } from '../api/studio.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { saveFile } from '../ui/save-file.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Slider } from '../ui/slider.tsx';
import { showToast } from '../ui/toast-store.ts';
import { sayFailure } from '../ui/or-report.ts';
import { createPictureZip } from './zip-pictures.ts';

/** As many as the studio draws on one sheet. */
const mostOnSheet = 500;

/** The chosen pictures as files of another format, with their recipes or without, or all on one sheet. */
export function ExportMenu({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<ExportFormat>('png');
  const [quality, setQuality] = useState(90);
  const [withRecipe, setWithRecipe] = useState(true);
  const [done, setDone] = useState<number | null>(null);
  const [zipped, setZipped] = useState(true);
  const [drawing, setDrawing] = useState(false);
  const stopping = useRef(false);

  async function write(): Promise<void> {
    const zip = zipped && ids.length > 1 ? createPictureZip() : null;
    stopping.current = false;
    let written = 0;
    try {
      for (const [index, pictureId] of ids.entries()) {
        if (stopping.current) break;
        setDone(index);
        const { name, file } = await studio.exports.picture({
          pictureId,
          format,
          quality,
          withRecipe,
        });
        if (zip === null) saveFile(name, file);
        else if (!(await zip.add(name, file))) break;
        written += 1;
      }
      if (stopping.current) return;
      if (zip !== null) saveFile('nishiki.zip', zip.finish());
      setOpen(false);
      const count = { count: written, left: ids.length - written };
      showToast(t(count.left > 0 ? 'gallery.export.full' : 'gallery.export.done', count));
    } catch (error) {
      sayFailure(error, t);
    } finally {
      setDone(null);
    }
  }

  async function drawSheet(): Promise<void> {
    setDrawing(true);
    try {
      const { name, file } = await studio.exports.sheet({ pictureIds: [...ids] });
      saveFile(name, file);
      setOpen(false);
    } catch (error) {
      sayFailure(error, t);
    } finally {
      setDrawing(false);
    }
  }

  return (
    <Popover
      label={t('gallery.export.title')}
      align="end"
      className="flex w-72 flex-col gap-4 p-4 text-sm"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton
          size="small"
          label={t('gallery.export.title')}
          icon={<Share aria-hidden className="size-4" strokeWidth={1.6} />}
        />
      }
    >
      <Segmented
        label={t('gallery.export.format')}
        value={format}
        onValueChange={(value) => setFormat(value)}
        choices={exportFormats.map((value) => ({ value, label: value.toUpperCase() }))}
      />
      {format === 'png' ? null : (
        <div className="flex items-center gap-3">
          <span aria-hidden className="shrink-0 text-quiet">
            {t('gallery.export.quality')}
          </span>
          <Slider
            label={t('gallery.export.quality')}
            value={quality}
            min={1}
            max={100}
            onValueChange={setQuality}
          />
          <span className="figures w-7 shrink-0 text-right">{quality}</span>
        </div>
      )}
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1 accent-ink"
          checked={withRecipe}
          onChange={(event) => setWithRecipe(event.target.checked)}
        />
        <span>{t('gallery.export.recipe')}</span>
      </label>
      {ids.length > 1 ? (
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            className="mt-1 accent-ink"
            checked={zipped}
            onChange={(event) => setZipped(event.target.checked)}
          />
          <span>{t('gallery.export.zip')}</span>
        </label>
      ) : null}
      {ids.length > 1 && ids.length <= mostOnSheet && done === null ? (
        <Button look="quiet" disabled={drawing} onClick={() => void drawSheet()}>
          {t('gallery.export.sheet')}
        </Button>
      ) : null}
      {done === null ? (
        <Button onClick={() => void write()}>
          {t('gallery.export.write', { count: ids.length })}
        </Button>
      ) : (
        <div className="flex items-center gap-3">
          <ProgressBar label={t('gallery.export.title')} value={done / ids.length} />
          <Button size="small" look="quiet" onClick={() => (stopping.current = true)}>
            {t('gallery.import.stop')}
          </Button>
        </div>
      )}
    </Popover>
  );
}
