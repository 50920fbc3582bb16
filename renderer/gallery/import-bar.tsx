import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatNumber } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { changeGalleryView } from './gallery-view.ts';
import { noChoices } from './filter-choices.ts';
import { dismissImport, stopImport, usePictureImport } from './picture-import.ts';

/** How far an import is, and what it did. */
export function ImportBar() {
  const { t, i18n } = useTranslation();
  const { tally, running, stopped, failures, error } = usePictureImport();
  if (!running && tally === null && error === null) return null;
  const number = (value: number) => formatNumber(value, i18n.language);
  const counts =
    tally === null
      ? t('gallery.import.looking')
      : t(tally.failed > 0 ? 'gallery.import.tallyFailed' : 'gallery.import.tally', {
          added: number(tally.added),
          known: number(tally.known),
          failed: number(tally.failed),
        });
  return (
    <section
      aria-label={t('gallery.import.title')}
      className="flex flex-col gap-2 border-b border-line bg-raised px-6 py-3 text-sm"
      data-testid="import"
    >
      <div className="flex items-center gap-4">
        <span role="status" className="figures min-w-0 grow">
          {running ? counts : tally === null ? null : counts}
          {stopped ? ` ${t('gallery.import.stopped')}` : ''}
          {!running && tally?.total === 0 ? ` ${t('gallery.import.none')}` : ''}
        </span>
        {running ? (
          <>
            {tally === null ? null : (
              <span className="figures text-quiet">{`${number(tally.done)} / ${number(tally.total)}`}</span>
            )}
            <div className="w-48">
              <ProgressBar
                label={t('gallery.import.title')}
                value={tally === null || tally.total === 0 ? null : tally.done / tally.total}
              />
            </div>
            <Button size="small" look="quiet" onClick={stopImport}>
              {t('gallery.import.stop')}
            </Button>
          </>
        ) : (
          <>
            {tally !== null && tally.added > 0 ? (
              <Button
                size="small"
                look="quiet"
                onClick={() => changeGalleryView({ ...noChoices, place: 'imported' })}
              >
                {t('gallery.import.show')}
              </Button>
            ) : null}
            <IconButton
              size="small"
              label={t('gallery.import.dismiss')}
              icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
              onClick={dismissImport}
            />
          </>
        )}
      </div>
      {error === null ? null : <ErrorNotice error={error} compact />}
      {failures.length === 0 ? null : (
        <details>
          <summary className="text-quiet">
            {t('gallery.import.failures', { count: tally?.failed ?? failures.length })}
          </summary>
          <ul className="mt-1 max-h-40 overflow-y-auto text-xs">
            {failures.map(({ path, reason, detail }) => (
              <li key={path} className="break-all" title={detail}>
                {path} <span className="text-quiet">{t(`gallery.import.reasons.${reason}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
