import { Download, ExternalLink } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hubPresets } from '../../electron/api/contract/hub.ts';
import { studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes, formatSeconds } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { TextField } from '../ui/text-field.tsx';
import { HubSettings } from './hub-settings.tsx';
import { type DownloadProgress, useDownload } from './use-download.ts';

/** A model by its name on the hub, fetched into the studio's own folder. */
export function FetchModel() {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const hub = useQuery(studioQuery.hub.state.queryOptions());
  const download = useDownload();
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
      <ul aria-label={t('models.hub.presets')} className="flex flex-col gap-1">
        {hubPresets.map((preset) => (
          <li key={preset} className="flex">
            <Button
              size="small"
              className="grow justify-start!"
              aria-pressed={name === preset}
              disabled={download.isPending}
              onClick={() => setName(preset)}
            >
              {t(`models.hub.preset.${preset}`)}
            </Button>
          </li>
        ))}
      </ul>
      <TextField
        label={t('models.hub.name')}
        placeholder="rinna/japanese-stable-diffusion"
        value={name}
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
      {download.isPending ? <Progress progress={download.progress} onStop={download.stop} /> : null}
      {download.stopped ? (
        <p role="status" className="text-sm text-quiet">
          {t('models.hub.stopped')}
        </p>
      ) : null}
      {download.error === null ? null : <ErrorNotice error={download.error} />}
      <p className="text-xs text-quiet">{t('models.hub.gate')}</p>
      {page === null ? null : (
        <a
          href={page}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1.5 self-start text-sm underline underline-offset-2"
        >
          <ExternalLink aria-hidden className="size-4" strokeWidth={1.6} />
          {t('models.hub.page')}
        </a>
      )}
      {hub.data ? <HubSettings key={JSON.stringify(hub.data)} hub={hub.data} /> : null}
    </section>
  );
}

interface ProgressProps {
  readonly progress: DownloadProgress | null;
  onStop(): void;
}

function Progress({ progress, onStop }: ProgressProps) {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  const rewriting = progress?.type === 'rewriting';
  const label = t(rewriting ? 'models.add.rewriting' : 'models.hub.fetching');
  const rate = progress?.type === 'fetching' ? progress.bytesPerSecond : null;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <ProgressBar
          label={label}
          value={
            progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : null
          }
        />
        <Button size="small" look="quiet" onClick={onStop}>
          {t('models.hub.stop')}
        </Button>
      </div>
      {progress ? (
        <p className="figures flex flex-wrap gap-x-3 text-xs text-quiet">
          {rewriting ? <span>{label}</span> : null}
          <span>
            {`${formatBytes(progress.bytesDone, language)} / ${formatBytes(progress.bytesTotal, language)}`}
          </span>
          {rate ? (
            <>
              <span>{t('models.hub.rate', { rate: formatBytes(rate, language) })}</span>
              <span>
                {t('models.hub.left', {
                  time: formatSeconds((progress.bytesTotal - progress.bytesDone) / rate, language),
                })}
              </span>
            </>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
