import { useMutation, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DiagnosticsState } from '../../electron/api/contract/diagnostics.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { saveFile } from '../ui/save-file.ts';
import { sayFailure } from '../ui/or-report.ts';

/** A quiet band after a run that did not end as it should have: what it was, what is unharmed, what can be done. */
export function CrashNotice() {
  const { t } = useTranslation();
  const { data } = useQuery(studioQuery.diagnostics.state.queryOptions());
  const fail = (error: unknown) => {
    sayFailure(error, t);
  };
  const dismiss = useMutation({
    ...studioQuery.diagnostics.dismiss.mutationOptions(),
    onSuccess: (next) => queryClient.setQueryData(studioQuery.diagnostics.state.queryKey(), next),
    onError: fail,
  });
  const save = useMutation({
    mutationFn: () => studio.diagnostics.bundle(),
    onSuccess: ({ name, file }) => saveFile(name, file),
    onError: fail,
  });
  const [latest] = data?.untold ?? [];
  if (!latest) return null;
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-raised px-6 py-2 text-sm"
    >
      <p className="font-medium">{t(`frame.crash.${whatEnded(latest)}`)}</p>
      <p className="text-quiet">{t('frame.crash.unharmed')}</p>
      <div className="ml-auto flex items-center gap-1">
        <Button size="small" look="quiet" disabled={save.isPending} onClick={() => save.mutate()}>
          {t('frame.crash.save')}
        </Button>
        <IconButton
          size="small"
          label={t('common.close')}
          icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
          onClick={() => dismiss.mutate(undefined)}
        />
      </div>
    </div>
  );
}

function whatEnded({ process }: DiagnosticsState['untold'][number]): 'studio' | 'worker' | 'page' {
  if (process === 'studio') return 'studio';
  return process.startsWith('worker') ? 'worker' : 'page';
}
