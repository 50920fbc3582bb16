import { useTranslation } from 'react-i18next';
import type { ScoredSet } from '../../electron/api/contract/cleaning.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { countBelow, exportSet, stopExport, useCleaning } from './cleaning-run.ts';
import { WorkProgress } from './work-progress.tsx';

/** Outside of the component: once, when it comes. */
const reveal = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

/** Copies what stays into a new folder. */
export function ExportSet({ set, threshold }: { set: ScoredSet; threshold: number }) {
  const { t } = useTranslation();
  const { out, exporting } = useCleaning();
  const folder = (out ?? set.folder.replace(/[/\\]+$/, '') + t('cleaning.export.ending')).trim();
  const count = set.scores.length - countBelow(set.scores, threshold);
  const ready = folder !== '' && count > 0 && !exporting.running;
  const submit = () => {
    if (ready) void exportSet(set, threshold, folder);
  };
  const { written } = exporting;
  return (
    <section aria-label={t('cleaning.export.title')} className="flex flex-col gap-3">
      <h2 className="text-base font-medium">{t('cleaning.export.title')}</h2>
      <TextField
        label={t('cleaning.export.folder')}
        hint={t('cleaning.export.hint')}
        value={out ?? folder}
        onValueChange={(next) => useCleaning.setState({ out: next })}
        onEnter={submit}
      />
      {exporting.running ? (
        <WorkProgress
          label={t('cleaning.export.title')}
          progress={exporting.progress}
          onStop={stopExport}
        />
      ) : (
        <Button disabled={!ready} onClick={submit}>
          {t('cleaning.export.submit', { count })}
        </Button>
      )}
      {written ? (
        <p ref={reveal} role="status" className="text-sm break-all">
          {t('cleaning.written', { count: written.kept, folder: written.folder })}
        </p>
      ) : null}
      {exporting.stopped ? (
        <p role="status" className="text-xs text-quiet">
          {t('cleaning.export.stopped')}
        </p>
      ) : null}
      {exporting.error === null ? null : <ErrorNotice error={exporting.error} reveal />}
    </section>
  );
}
