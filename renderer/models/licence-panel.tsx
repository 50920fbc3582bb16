import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ExternalLink } from '../ui/external-link.tsx';
import { acceptLicence } from './import-model.ts';

interface LicencePanelProps {
  readonly model: Model;
  /** The name as it is shown. */
  readonly name: string;
  onClose(): void;
}

/** A model's licence as it lies with the model, where it can be read, and the place to accept it. */
export function LicencePanel({ model, name, onClose }: LicencePanelProps) {
  const { t } = useTranslation();
  const query = useQuery(studioQuery.models.licence.queryOptions({ input: { id: model.id } }));
  const accepting = useMutation({ mutationFn: () => acceptLicence(model.id), onSuccess: onClose });
  const licence = query.data;
  return (
    <div
      role="group"
      aria-label={t('models.licence.title', { name })}
      className="flex w-full flex-col gap-3 border-t border-line pt-3"
    >
      {query.isError ? <ErrorNotice error={query.error} /> : null}
      {licence?.file ? (
        <div
          role="region"
          aria-label={t('models.licence.text', { file: licence.file.name })}
          // The text is longer than its place, and is read with the keyboard too.
          tabIndex={0}
          className="max-h-64 overflow-y-auto rounded-sm border border-line bg-ground p-3 text-xs break-words whitespace-pre-wrap"
        >
          {licence.file.text}
        </div>
      ) : null}
      {licence && licence.file === null ? (
        <p className="text-xs text-quiet">{t('models.licence.noText')}</p>
      ) : null}
      {licence && licence.link !== null ? (
        <ExternalLink href={licence.link}>{t('models.licence.link')}</ExternalLink>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {model.acceptance.state === 'needed' ? (
          <Button
            size="small"
            disabled={accepting.isPending || !licence}
            onClick={() => accepting.mutate()}
          >
            {t('models.licence.accept')}
          </Button>
        ) : null}
        <Button size="small" look="quiet" onClick={onClose}>
          {t('models.licence.close')}
        </Button>
      </div>
      {accepting.error === null ? null : <ErrorNotice error={accepting.error} reveal />}
    </div>
  );
}
