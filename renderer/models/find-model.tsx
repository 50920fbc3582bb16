import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FindEvent, Model } from '../../electron/api/contract/models.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { studio } from '../api/studio.ts';
import { followUntil, useStoppable, type Following } from '../api/use-stoppable.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { TextField } from '../ui/text-field.tsx';
import { refreshModels } from './import-model.ts';

type Step = Exclude<FindEvent, { type: 'found' }>;

/** Looks for a model whose files are gone in a folder and below, by what is in them. */
export function FindModel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState('');
  const finding = useStoppable((_: void, following: Following<Step>) =>
    find({ id: model.id, folder: folder.trim() }, following),
  );
  const { step } = finding;
  const problem = describeFieldProblem(finding.error, t);
  const submit = () => finding.start();
  const isComparing = step?.type === 'checking';
  const busy = isComparing
    ? t('models.find.checking')
    : t('models.find.looking', { count: step?.folders ?? 0 });
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('models.find.path')}
        value={folder}
        error={problem}
        disabled={finding.isPending}
        onValueChange={setFolder}
        onEnter={submit}
      />
      {finding.isPending ? (
        <div className="flex items-center gap-3">
          <ProgressBar
            label={busy}
            value={isComparing ? step.bytesDone / Math.max(1, step.bytesTotal) : null}
            className="w-24 shrink-0"
          />
          <span className="min-w-0 grow text-xs text-quiet">{busy}</span>
          <Button size="small" look="quiet" onClick={() => finding.stop()}>
            {t('models.find.stop')}
          </Button>
        </div>
      ) : (
        <Button size="small" className="self-start" onClick={submit}>
          {t('models.find.submit')}
        </Button>
      )}
      {finding.result === 'nowhere' ? (
        <p role="status" className="text-xs text-danger">
          {t('models.find.nowhere')}
        </p>
      ) : null}
      {finding.error === null || problem !== null ? null : (
        <ErrorNotice error={finding.error} reveal />
      )}
    </div>
  );
}

async function find(
  input: { id: string; folder: string },
  { signal, onStep }: Following<Step>,
): Promise<'found' | 'nowhere' | null> {
  const events = await studio.models.find(input, { signal });
  const found = await followUntil(events, 'found', onStep);
  if (found === null) return null;
  await refreshModels();
  return found.model === null ? 'nowhere' : 'found';
}
