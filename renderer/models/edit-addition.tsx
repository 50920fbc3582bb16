import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { describeError } from '../api/error-words.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { orReport } from '../ui/or-report.ts';
import { showToast } from '../ui/toast-store.ts';

/** Name and notes of a LoRA, embedding or VAE, which models take it, and where its file is where it is gone. */
export function EditAddition({ addition, onDone }: { addition: Addition; onDone(): void }) {
  const { t, i18n } = useTranslation();
  const { id, state } = addition;
  const [name, setName] = useState(addition.name);
  const [notes, setNotes] = useState(addition.notes);
  const [path, setPath] = useState('');
  const refresh = () =>
    queryClient.invalidateQueries({ queryKey: studioQuery.additions.list.key() });
  /** Its file stays; the notice brings the entry back. */
  const forget = async () => {
    await studio.additions.remove({ id });
    showToast(t('models.library.removed', { name: addition.name }), {
      label: t('common.undo'),
      run: () => orReport(studio.additions.restore({ id }).then(refresh), t),
    });
  };
  const changing = useMutation({
    mutationFn: async (act: 'save' | 'relink' | 'remove') => {
      if (act === 'save') await studio.additions.change({ id, name, notes });
      else if (act === 'relink') await studio.additions.relink({ id, path: path.trim() });
      else await forget();
      await refresh();
    },
    onSuccess: onDone,
  });
  const words = changing.error === null ? null : describeError(changing.error, t, i18n.language);
  return (
    <div className="mt-2 flex flex-col gap-2 border-t border-line pt-2">
      {state === 'missing' ? (
        <TextField
          label={t('models.library.relink')}
          placeholder={addition.path}
          value={path}
          onValueChange={setPath}
          onEnter={() => changing.mutate('relink')}
        />
      ) : (
        <>
          <div className="grid grid-cols-2 gap-3">
            <TextField label={t('models.edit.name')} value={name} onValueChange={setName} />
            <TextField label={t('models.edit.notes')} value={notes} onValueChange={setNotes} />
          </div>
          <Fits id={id} />
        </>
      )}
      {words === null ? null : (
        <p role="alert" className="text-xs text-danger">
          {words.happened} {words.advice}
        </p>
      )}
      <div className="flex gap-2">
        {state === 'missing' ? (
          <Button
            size="small"
            disabled={path.trim() === '' || changing.isPending}
            onClick={() => changing.mutate('relink')}
          >
            {t('models.relink.submit')}
          </Button>
        ) : (
          <>
            <Button
              size="small"
              disabled={name.trim() === '' || changing.isPending}
              onClick={() => changing.mutate('save')}
            >
              {t('models.edit.save')}
            </Button>
            <Button size="small" look="quiet" onClick={onDone}>
              {t('models.edit.cancel')}
            </Button>
          </>
        )}
        <Button
          size="small"
          look="quiet"
          className="ml-auto text-danger"
          title={t('models.library.removeAbout')}
          disabled={changing.isPending}
          onClick={() => changing.mutate('remove')}
        >
          {t('models.library.remove')}
        </Button>
      </div>
    </div>
  );
}

/** The models here that it can be added to. */
function Fits({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const fits = useQuery(studioQuery.additions.fits.queryOptions({ input: { id } }));
  const models = useQuery(studioQuery.models.list.queryOptions());
  if (!fits.data || !models.data) return null;
  const names = models.data
    .filter((model) => fits.data.modelIds.includes(model.id))
    .map(({ name }) => name[language]);
  return (
    <p className="text-xs text-quiet">
      {names.length === 0
        ? t('models.library.fitsNone')
        : t('models.library.fits', {
            models: new Intl.ListFormat(language, { type: 'conjunction' }).format(names),
          })}
    </p>
  );
}
