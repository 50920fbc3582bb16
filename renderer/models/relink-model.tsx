import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { FindModel } from './find-model.tsx';
import { relinkModel } from './import-model.ts';

/** A model whose files are gone: where they are now. */
export function RelinkModel({ model }: { model: Model }) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const linking = useMutation({ mutationFn: () => relinkModel(model.id, path.trim()) });
  const submit = () => linking.mutate();
  const problem = describeFieldProblem(linking.error, t);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-xs text-danger">{t('models.missingAdvice')}</p>
      <TextField
        label={t('models.relink.path')}
        placeholder={model.path}
        value={path}
        error={problem}
        onValueChange={setPath}
        onEnter={submit}
      />
      <Button size="small" className="self-start" disabled={linking.isPending} onClick={submit}>
        {t('models.relink.submit')}
      </Button>
      {linking.error === null || problem !== null ? null : (
        <ErrorNotice error={linking.error} reveal />
      )}
      <FindModel model={model} />
    </div>
  );
}
