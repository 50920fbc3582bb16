import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioSettings } from '../../electron/api/contract/settings.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';

/** What holds for every run: the safety checker, the watermark, who draws the previews. */
export function Printing() {
  const { t } = useTranslation();
  const key = studioQuery.settings.get.queryKey();
  const settings = useQuery(studioQuery.settings.get.queryOptions());
  const change = useMutation({
    ...studioQuery.settings.change.mutationOptions(),
    onSuccess: (next) => queryClient.setQueryData(key, next),
    onError: () => void settings.refetch(),
  });
  const { data } = settings;
  /** Seen at once, and put right where it could not be kept. */
  const flip = (changed: Partial<StudioSettings>) => {
    if (data) queryClient.setQueryData(key, { ...data, ...changed });
    change.mutate(changed);
  };
  return (
    <>
      {settings.isError ? <ErrorNotice error={settings.error} compact /> : null}
      {data ? (
        <>
          <CheckField
            label={t('settings.printing.safetyChecker')}
            hint={t('settings.printing.safetyCheckerHint')}
            checked={data.safetyChecker}
            onCheckedChange={(safetyChecker) => flip({ safetyChecker })}
          />
          <CheckField
            label={t('settings.printing.watermark')}
            hint={t('settings.printing.watermarkHint')}
            checked={data.watermark}
            onCheckedChange={(watermark) => flip({ watermark })}
          />
          <Previews
            settings={data}
            onChange={(previewTaesd) =>
              change.mutate(
                { previewTaesd },
                {
                  onSuccess: () =>
                    showToast(t(`settings.printing.${previewTaesd ? 'taesdUsed' : 'taesdOff'}`)),
                },
              )
            }
          />
        </>
      ) : null}
      {change.isError ? <ErrorNotice error={change.error} compact /> : null}
    </>
  );
}

interface PreviewsProps {
  settings: StudioSettings;
  onChange(previewTaesd: string | null): void;
}

function Previews({ settings: { previewTaesd }, onChange }: PreviewsProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState(previewTaesd ?? '');
  const save = () => {
    if (path.trim() !== '') onChange(path.trim());
  };
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('settings.printing.taesd')}
        hint={t('settings.printing.taesdHint')}
        placeholder="/home/…/taesd"
        value={path}
        onValueChange={setPath}
        onEnter={save}
      />
      <div className="flex gap-2">
        <Button disabled={path.trim() === '' || path.trim() === previewTaesd} onClick={save}>
          {t('settings.printing.useTaesd')}
        </Button>
        {previewTaesd === null ? null : (
          <Button
            look="quiet"
            onClick={() => {
              setPath('');
              onChange(null);
            }}
          >
            {t('settings.printing.stopTaesd')}
          </Button>
        )}
      </div>
    </div>
  );
}
