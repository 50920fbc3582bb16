import { Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import type { Viewport } from './use-viewport.ts';

/** Zoom of a stage: smaller, larger, the whole picture, picture pixel for screen pixel. */
export function ZoomControls({ viewport }: { viewport: Viewport }) {
  const { t, i18n } = useTranslation();
  const { placement, view } = viewport;
  const percent = new Intl.NumberFormat(i18n.language, {
    style: 'percent',
    maximumFractionDigits: 0,
  }).format(placement.zoom);
  const isActual = view !== 'fit' && placement.zoom === 1;
  return (
    <div role="group" aria-label={t('viewport.label')} className="flex shrink-0 items-center">
      <IconButton
        size="small"
        label={t('viewport.out')}
        icon={<Minus aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={viewport.zoomOut}
      />
      <output className="figures w-14 text-center text-sm" data-testid="zoom">
        {percent}
      </output>
      <IconButton
        size="small"
        label={t('viewport.in')}
        icon={<Plus aria-hidden className="size-4" strokeWidth={1.6} />}
        onClick={viewport.zoomIn}
      />
      <Button
        size="small"
        look="quiet"
        title={t('viewport.fitName')}
        aria-pressed={view === 'fit'}
        className="ml-1 aria-pressed:bg-ink/8"
        onClick={viewport.fit}
      >
        {t('viewport.fit')}
      </Button>
      <Button
        size="small"
        look="quiet"
        title={t('viewport.actualName')}
        aria-pressed={isActual}
        className="aria-pressed:bg-ink/8"
        onClick={viewport.showActual}
      >
        {t('viewport.actual')}
      </Button>
    </div>
  );
}
