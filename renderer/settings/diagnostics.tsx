import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosticsState } from '../../electron/api/contract/diagnostics.ts';
import { desktopBridge } from '../api/bridge.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { Segmented } from '../ui/segmented.tsx';
import { LogLines } from './log-lines.tsx';

const levels = ['error', 'warn', 'info', 'debug'] as const;

/** What the studio writes down of how it runs, and the file for whoever is to help. */
export function Diagnostics() {
  const { t } = useTranslation();
  const state = useQuery({
    ...studioQuery.diagnostics.state.queryOptions(),
    refetchOnMount: 'always',
  });
  return (
    <>
      <p className="text-quiet">{t('settings.diagnostics.text')}</p>
      {state.isError ? <ErrorNotice error={state.error} compact /> : null}
      {state.data ? <LogSettings state={state.data} /> : null}
      <Bundle />
    </>
  );
}

function LogSettings({ state: { folder, settings } }: { state: DiagnosticsState }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const change = useMutation({
    ...studioQuery.diagnostics.change.mutationOptions(),
    onSuccess: (next) => queryClient.setQueryData(studioQuery.diagnostics.state.queryKey(), next),
  });
  const bridge = desktopBridge();
  return (
    <>
      <div className="grid grid-cols-[160px_1fr] items-center gap-4 max-md:grid-cols-1 max-md:gap-1">
        <span className="text-quiet">{t('settings.diagnostics.level')}</span>
        <Segmented
          className="w-fit"
          label={t('settings.diagnostics.level')}
          value={settings.level}
          onValueChange={(level) => change.mutate({ level })}
          choices={levels.map((value) => ({
            value,
            label: t(`settings.diagnostics.levels.${value}`),
          }))}
        />
      </div>
      <CheckField
        label={t('settings.diagnostics.prompts')}
        checked={settings.prompts}
        onCheckedChange={(prompts) => change.mutate({ prompts })}
      />
      {change.isError ? <ErrorNotice error={change.error} compact /> : null}
      <div className="grid grid-cols-[160px_1fr] items-center gap-4 max-md:grid-cols-1 max-md:gap-1">
        <span className="text-quiet">{t('settings.diagnostics.folder')}</span>
        <span className="min-w-0 break-all select-all">
          {folder ?? t('settings.diagnostics.noFolder')}
        </span>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'settings.diagnostics.hide' : 'settings.diagnostics.show')}
        </Button>
        {bridge && folder !== null ? (
          <Button onClick={() => bridge.showLogs()}>{t('settings.diagnostics.open')}</Button>
        ) : null}
      </div>
      {shown ? <LogLines /> : null}
    </>
  );
}

function Bundle() {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: () => studio.diagnostics.bundle(),
    onSuccess: ({ name, file }) => saveFile(name, file),
  });
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-quiet">{t('settings.diagnostics.bundleText')}</p>
      <Button disabled={save.isPending} onClick={() => save.mutate()}>
        {t('settings.diagnostics.bundle')}
      </Button>
      {save.isError ? <ErrorNotice error={save.error} compact /> : null}
    </div>
  );
}
