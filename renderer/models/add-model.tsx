import { useMutation } from '@tanstack/react-query';
import { FolderOpen } from 'lucide-react';
import type { DragEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { desktopBridge } from '../api/bridge.ts';
import { usePreferences } from '../state/preferences.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';
import { importModel } from './import-model.ts';

type Kind = Model['arm'] | 'auto';

/** A folder by its path, by the system's dialog, or dropped onto the page. */
export function AddModel() {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [path, setPath] = useState('');
  const [kind, setKind] = useState<Kind>('auto');
  const adding = useMutation({
    mutationFn: (folder: string) => importModel(folder, kind === 'auto' ? undefined : kind),
    onSuccess: (model) => {
      setPath('');
      showToast(t('models.add.done', { name: model.name[language] }));
    },
  });
  const submit = () => {
    if (!adding.isPending) adding.mutate(path.trim());
  };
  const bridge = desktopBridge();
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
        onValueChange={setPath}
        onEnter={submit}
      />
      <Select<Kind>
        label={t('models.add.kind')}
        value={kind}
        onValueChange={setKind}
        choices={[
          { value: 'auto', label: t('models.add.auto') },
          { value: 'ja', label: t('arms.ja.long') },
          { value: 'ja-stage1', label: t('arms.ja-stage1.long') },
          { value: 'en', label: t('arms.en.long') },
        ]}
      />
      <div className="flex gap-2">
        <Button className="grow" disabled={adding.isPending} onClick={submit}>
          {adding.isPending ? t('models.add.busy') : t('models.add.submit')}
        </Button>
        {bridge ? (
          <Button
            onClick={() => {
              void bridge.pickFolder().then((folder) => {
                if (folder !== null) adding.mutate(folder);
              });
            }}
          >
            <FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />
            {t('models.add.pick')}
          </Button>
        ) : null}
      </div>
      {adding.isPending ? <ProgressBar label={t('models.add.busy')} value={null} /> : null}
      {adding.isError ? <ErrorNotice error={adding.error} /> : null}
      <DropPlace onFolder={(folder) => adding.mutate(folder)} />
    </section>
  );
}

/** Where a folder can be dropped. Only the desktop window learns where it lies. */
function DropPlace({ onFolder }: { onFolder(folder: string): void }) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    const bridge = desktopBridge();
    setRefused(!bridge);
    if (bridge && file) onFolder(bridge.pathOf(file));
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        'rounded-md border border-dashed px-3 py-4 text-center text-xs text-quiet transition-colors duration-100',
        over ? 'border-ink bg-ink/5' : 'border-line-strong',
      )}
    >
      {over ? t('models.add.dropHere') : t('models.add.drop')}
      {refused ? (
        <p role="alert" className="mt-1 text-danger">
          {t('models.add.dropInBrowser')}
        </p>
      ) : null}
    </div>
  );
}
