import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Pack, PackRun } from '../../electron/api/contract/packs.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { copyText } from '../ui/copy-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { orReport } from '../ui/or-report.ts';
import { showToast } from '../ui/toast-store.ts';
import { PackPrompts } from './pack-prompts.tsx';
import { RunList } from './run-list.tsx';
import { StartRun } from './start-run.tsx';

interface PackSheetProps {
  pack: Pack & { own: boolean };
  runs: readonly PackRun[];
}

/** One pack: what it asks, how it is printed, what was printed. */
export function PackSheet({ pack, runs }: PackSheetProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const own = runs.filter((run) => run.pack.id === pack.id);
  const latest = own[0];
  const made = useQuery({
    ...studioQuery.packs.comparisons.queryOptions({ input: { runId: latest?.id ?? '' } }),
    enabled: latest !== undefined,
  });
  const remove = useMutation(studioQuery.packs.remove.mutationOptions());
  const forget = () => {
    const { own: _own, ...known } = pack;
    const refresh = () => queryClient.invalidateQueries({ queryKey: studioQuery.packs.key() });
    remove.mutate(
      { id: pack.id },
      {
        onSuccess: () => {
          void refresh();
          showToast(t('packs.removed', { title: pack.title[language] }), {
            label: t('common.undo'),
            run: () => orReport(studio.packs.add({ json: JSON.stringify(known) }).then(refresh), t),
          });
        },
      },
    );
  };
  return (
    <div className="min-w-0 grow overflow-y-auto">
      <div className="mx-auto flex max-w-4xl flex-col gap-6 px-8 py-6">
        <div className="flex items-start gap-4">
          <div className="min-w-0 grow">
            <h2 className="font-mincho text-2xl">{pack.title[language]}</h2>
            <p className="mt-1 text-sm text-quiet">{pack.about[language]}</p>
            <p className="figures mt-1 text-xs text-quiet">
              {t('packs.facts', { version: pack.version, seeds: pack.seeds.join(', ') })}
            </p>
          </div>
          {pack.own ? null : (
            <IconButton
              label={t('packs.remove')}
              icon={<Trash2 aria-hidden className="size-4" strokeWidth={1.6} />}
              onClick={forget}
            />
          )}
          <Button
            size="small"
            look="quiet"
            onClick={() =>
              void copyText(JSON.stringify(pack, null, 2), t).then(
                (copied) => copied && showToast(t('packs.copied')),
              )
            }
          >
            {t('packs.copy')}
          </Button>
        </div>
        <StartRun pack={pack} />
        <RunList runs={own} />
        <PackPrompts pack={pack} made={made.data ?? []} />
      </div>
    </div>
  );
}
