import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ballot, Rating, RatingGroup } from '../../electron/api/contract/votes.ts';
import { studio, studioQuery } from '../api/studio.ts';
import { usePreferences } from '../state/preferences.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { AwayNotice } from '../ui/away-notice.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { nameModels } from '../ui/model-names.ts';
import { Segmented } from '../ui/segmented.tsx';

/** How the arms did: together, by category, by prompt; and every vote to take away. */
export function Results({ ballot }: { ballot: Ballot }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'all' | 'category' | 'prompt'>('all');
  const groups = useQuery(studioQuery.votes.ratings.queryOptions({ input: { ...ballot, by } }));
  const take = async (format: 'csv' | 'json') => {
    const { fileName, text } = await studio.votes.export({ ...ballot, format });
    saveFile(fileName, text, format === 'csv' ? 'text/csv' : 'application/json');
  };
  if (groups.isError) {
    return (
      <div className="mx-auto w-full max-w-xl p-10">
        <ErrorNotice error={groups.error} />
      </div>
    );
  }
  if (!groups.data) return <AwayNotice />;
  if (groups.data.length === 0) {
    return <EmptyState title={t('votes.none')}>{t('votes.noneAdvice')}</EmptyState>;
  }
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="mx-auto flex max-w-3xl flex-col gap-6 px-8 py-6">
        <div className="flex flex-wrap items-center gap-2">
          <Segmented
            label={t('votes.by.label')}
            value={by}
            onValueChange={(next) => setBy(next)}
            choices={(['all', 'category', 'prompt'] as const).map((value) => ({
              value,
              label: t(`votes.by.${value}`),
            }))}
          />
          <span className="ml-auto flex gap-1">
            {(['csv', 'json'] as const).map((format) => (
              <Button key={format} size="small" onClick={() => void take(format)}>
                <Download aria-hidden className="size-3.5" strokeWidth={1.6} />
                {format.toUpperCase()}
              </Button>
            ))}
          </span>
        </div>
        {groups.data.map((group) => (
          <Group key={group.group ?? ''} group={group} />
        ))}
        <p className="text-xs text-quiet">{t('votes.how')}</p>
      </div>
    </div>
  );
}

function Group({ group }: { group: RatingGroup }) {
  const { t } = useTranslation();
  const reach = Math.max(100, ...group.ratings.flatMap(({ low, high }) => [-low, high]));
  return (
    <section>
      <h2 className="flex items-baseline gap-2 text-base">
        {group.group ?? t('votes.by.all')}
        <span className="figures text-xs text-quiet">
          {t('votes.count', { count: group.votes })}
        </span>
      </h2>
      <table className="mt-1 w-full text-sm">
        <thead className="text-xs text-quiet">
          <tr className="border-b border-line">
            {(['arm', 'strength', 'interval', 'score'] as const).map((name) => (
              <th
                key={name}
                scope="col"
                className="py-1 pr-3 text-left font-normal whitespace-nowrap"
              >
                {t(`votes.table.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {group.ratings.map((rating) => (
            <RatingRow key={`${rating.kind} ${rating.modelId}`} rating={rating} reach={reach} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RatingRow({ rating, reach }: { rating: Rating; reach: number }) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const models = useQuery(studioQuery.models.list.queryOptions());
  const { kind, modelId, rating: strength, low, high, wins, draws, losses } = rating;
  // Two models of one arm are two rows: the arm alone would not tell them apart.
  const name = nameModels(models.data ?? [], language).get(modelId) ?? modelId;
  const place = (value: number) => `${50 + (value / reach) * 50}%`;
  return (
    <tr className="border-b border-line" data-testid="rating">
      <th scope="row" className="py-1.5 pr-3 text-left font-normal">
        <ArmBadge arm={kind} />
        <span className="block max-w-48 truncate text-xs text-quiet" title={name}>
          {name}
        </span>
      </th>
      <td className="figures pr-3">{Math.round(strength)}</td>
      <td className="w-1/2 pr-3">
        <div
          className="relative h-5"
          role="img"
          aria-label={t('votes.from', { low: Math.round(low), high: Math.round(high) })}
        >
          <span className="absolute inset-y-0 left-1/2 w-px bg-line" />
          <span
            className="absolute top-1/2 h-[3px] -translate-y-1/2 rounded-full"
            style={{
              left: place(low),
              right: `calc(100% - ${place(high)})`,
              background: armLook[kind].colour,
              opacity: 0.45,
            }}
          />
          <span
            className="absolute top-1/2 size-2.5 -translate-1/2 rounded-full"
            style={{ left: place(strength), background: armLook[kind].colour }}
          />
        </div>
      </td>
      <td className="figures whitespace-nowrap">{t('votes.score', { wins, draws, losses })}</td>
    </tr>
  );
}
