import { Download } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hubPresets } from '../../electron/api/contract/hub.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ExternalLink } from '../ui/external-link.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextField } from '../ui/text-field.tsx';
import { TransferProgress } from '../ui/transfer-progress.tsx';
import { HubSettings } from './hub-settings.tsx';
import { useDownload } from './use-download.ts';

/** A model by its name on the hub, fetched into the studio's own folder. */
export function FetchModel() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const hub = useQuery(studioQuery.hub.state.queryOptions());
  const download = useDownload();
  const problem = describeFieldProblem(download.error, t);
  const isRewriting = download.step?.type === 'rewriting';
  const [safetyChecker, setSafetyChecker] = useState(false);
  const submit = () => download.start({ repository: name, safetyChecker });
  const page =
    hub.data && /^[\w.-]+\/[\w.-]+$/.test(name.trim())
      ? `${hub.data.address}/${name.trim()}`
      : null;
  return (
    <section aria-labelledby="fetch-model" className="flex flex-col gap-3 border-t border-line p-5">
      <h2 id="fetch-model" className="text-base font-medium">
        {t('models.hub.title')}
      </h2>
      <p className="text-sm text-quiet">{t('models.hub.text')}</p>
      <Segmented
        look="chips"
        label={t('models.hub.presets')}
        value={hubPresets.find((preset) => preset === name) ?? null}
        onValueChange={setName}
        choices={hubPresets.map((preset) => ({
          value: preset,
          label: t(`models.hub.preset.${preset}`),
          disabled: download.isPending,
        }))}
      />
      <TextField
        label={t('models.hub.name')}
        placeholder="rinna/japanese-stable-diffusion"
        value={name}
        error={problem}
        disabled={download.isPending}
        onValueChange={setName}
        onEnter={submit}
      />
      <CheckField
        label={t('models.hub.safetyChecker')}
        checked={safetyChecker}
        onCheckedChange={setSafetyChecker}
      />
      <Button disabled={download.isPending} onClick={submit}>
        <Download aria-hidden className="size-4" strokeWidth={1.6} />
        {t(download.isPending ? 'models.hub.fetching' : 'models.hub.submit')}
      </Button>
      {download.isPending ? (
        <TransferProgress
          label={t(isRewriting ? 'models.add.rewriting' : 'models.hub.fetching')}
          showsLabel={isRewriting}
          progress={download.step}
          bytesPerSecond={download.step?.type === 'fetching' ? download.step.bytesPerSecond : null}
          stopLabel={t('models.hub.stop')}
          onStop={download.stop}
        />
      ) : null}
      {download.stopped ? (
        <p role="status" className="text-sm text-quiet">
          {t('models.hub.stopped')}
        </p>
      ) : null}
      {download.error === null || problem !== null ? null : (
        <ErrorNotice error={download.error} reveal />
      )}
      <p className="text-xs text-quiet">{t('models.hub.gate')}</p>
      {page === null ? null : <ExternalLink href={page}>{t('models.hub.page')}</ExternalLink>}
      {hub.data ? <HubSettings key={JSON.stringify(hub.data)} hub={hub.data} /> : null}
    </section>
  );
}
