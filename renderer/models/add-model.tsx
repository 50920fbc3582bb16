import { File, FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { TextField } from '../ui/text-field.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { DropPlace } from './drop-place.tsx';
import { ImportChoicesFields, noChoices, requestOf } from './import-choices.tsx';
import { useImport } from './use-import.ts';

/** A folder or single file by its path, by the system's dialog, or dropped onto the page. */
export function AddModel() {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const [choices, setChoices] = useState(noChoices);
  const [copy, setCopy] = useState(false);
  const adding = useImport(() => {
    setPath('');
    setChoices(noChoices);
  });
  const add = (place: string | null) => {
    if (place !== null) adding.start({ ...requestOf(place, choices), ...(copy && { copy }) });
  };
  const submit = () => add(path.trim());
  const bridge = desktopBridge();
  const problem = describeFieldProblem(adding.error, t);
  const busy = t(`models.add.${adding.step?.type ?? 'busy'}`);
  return (
    <section aria-labelledby="add-model" className="flex flex-col gap-3 p-5">
      <h2 id="add-model" className="text-base font-medium">
        {t('models.add.title')}
      </h2>
      <p className="text-sm text-quiet">{t('models.add.text')}</p>
      <TextField
        label={t('models.add.path')}
        placeholder={t('models.add.pathPlaceholder')}
        value={path}
        error={problem}
        onValueChange={setPath}
        onEnter={submit}
      />
      <ImportChoicesFields choices={choices} onChange={setChoices} />
      <CheckField
        label={t('models.add.copy')}
        hint={t('models.add.copyHint')}
        checked={copy}
        onCheckedChange={setCopy}
      />
      <Button disabled={adding.isPending} onClick={submit}>
        {adding.isPending ? busy : t('models.add.submit')}
      </Button>
      {bridge ? (
        <div className="flex gap-2">
          <Button
            className="grow"
            disabled={adding.isPending}
            onClick={() => void bridge.pickFolder().then(add)}
          >
            <FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />
            {t('models.add.pickFolder')}
          </Button>
          <Button
            className="grow"
            disabled={adding.isPending}
            onClick={() => void bridge.pickFile().then(add)}
          >
            <File aria-hidden className="size-4" strokeWidth={1.6} />
            {t('models.add.pickFile')}
          </Button>
        </div>
      ) : null}
      {adding.isPending ? (
        <div className="flex items-center gap-3">
          <ProgressBar label={busy} value={adding.step?.share ?? null} />
          {adding.step === null ? null : (
            <Button size="small" look="quiet" onClick={adding.stop}>
              {t('models.add.stop')}
            </Button>
          )}
        </div>
      ) : null}
      {adding.error === null || problem !== null ? null : (
        <ErrorNotice error={adding.error} reveal />
      )}
      <DropPlace label={t('models.add.drop')} over={t('models.add.dropHere')} onDrop={add} />
    </section>
  );
}
