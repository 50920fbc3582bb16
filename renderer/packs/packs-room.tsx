import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { usePackRuns } from '../state/pack-runs.ts';
import { CompareFrame } from '../ui/compare-frame.tsx';
import { classNames } from '../ui/class-names.ts';
import { AddPack } from './add-pack.tsx';
import { PackSheet } from './pack-sheet.tsx';

/** Culture packs: what to ask both languages, printing it, and what became of it. */
export function PacksRoom() {
  const { t, i18n } = useTranslation();
  const [search] = useSearchParams();
  const packs = useQuery(studioQuery.packs.list.queryOptions());
  const runs = useQuery(studioQuery.packs.runs.queryOptions());
  const open = usePackRuns((state) => state.open);
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  const stateOf = (id: string): string => {
    const going = open.find(({ run, error }) => run.pack.id === id && !error);
    return going ? ` · ${t(`queue.status.${going.begun ? 'running' : 'queued'}`)}` : '';
  };
  const failed = packs.error ?? runs.error;
  const list = packs.data ?? [];
  const pack = list.find(({ id }) => id === search.get('pack')) ?? list[0];
  return (
    <CompareFrame title={t('packs.title')} error={failed} onRetry={() => void packs.refetch()}>
      <div className="flex w-56 shrink-0 flex-col gap-1 overflow-y-auto border-r border-line p-3">
        {list.map((item) => (
          <button
            key={item.id}
            type="button"
            aria-pressed={item.id === pack?.id}
            onClick={() => goTo(`?pack=${item.id}`, { replace: true })}
            className={classNames(
              'rounded-md px-3 py-2 text-left transition-colors duration-100',
              item.id === pack?.id ? 'bg-ink/8' : 'hover:bg-ink/5',
            )}
          >
            <span className="block text-sm font-medium">{item.title[language]}</span>
            <span className={classNames('block text-xs', item.id !== pack?.id && 'text-quiet')}>
              {t('packs.prompts', { count: item.prompts.length })}
              {item.own ? '' : ` · ${t('packs.yours')}`}
              {stateOf(item.id)}
            </span>
          </button>
        ))}
        <AddPack />
      </div>
      {pack ? <PackSheet key={pack.id} pack={pack} runs={runs.data ?? []} /> : null}
    </CompareFrame>
  );
}
