import { FileImage } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import { drawFigure } from './draw-figure.ts';
import type { Figure } from './draw-figure.ts';
import { orReport } from './or-report.ts';
import { saveFile } from './save-file.ts';

interface FigureButtonProps {
  /** Beginning of the file's name. */
  name: string;
  /** What is drawn, asked for when it is pressed. */
  figure(): Figure;
  disabled?: boolean;
}

/** Saves what the room shows as one PNG with its words. While it is drawn, it says how far that is; pressed then, it stops. */
export function FigureButton({ name, figure, disabled = false }: FigureButtonProps) {
  const { t } = useTranslation();
  const [drawn, setDrawn] = useState<number | null>(null);
  const drawing = useRef<AbortController>(null);
  useEffect(() => () => drawing.current?.abort(), []);
  const save = async () => {
    const abort = new AbortController();
    drawing.current = abort;
    setDrawn(0);
    try {
      const file = await drawFigure(figure(), setDrawn, abort.signal);
      if (!abort.signal.aborted) saveFile(`${name}.png`, file);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      setDrawn(null);
    }
  };
  return (
    <IconButton
      size="small"
      label={drawn === null ? t('common.figure.save') : t('common.figure.stop', { count: drawn })}
      aria-busy={drawn !== null}
      disabled={disabled}
      icon={<FileImage aria-hidden className="size-4" strokeWidth={1.6} />}
      onClick={() => (drawn === null ? orReport(save(), t) : drawing.current?.abort())}
    />
  );
}
