import { useQuery } from '@tanstack/react-query';
import { ListFilter } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Model } from '../../electron/api/contract/models.ts';
import { studioQuery } from '../api/studio.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { AdditionLibrary } from './addition-library.tsx';
import { AddModel } from './add-model.tsx';
import { DeviceCard } from './device-card.tsx';
import { ModelCard } from './model-card.tsx';
import { FetchModel } from './fetch-model.tsx';

const askEvery = 2000;
const isBeingRead = { unknown: false, waiting: true, reading: true, known: false };

/** Which models there are, how more come in, and what they compute on. */
export function ModelsRoom() {
  const { t } = useTranslation();
  const query = useQuery({
    ...studioQuery.models.list.queryOptions(),
    // Files may have been moved since: what this room shows must be true now.
    refetchOnMount: 'always',
    // Their files are read through in the background.
    refetchInterval: ({ state }) =>
      state.data?.some(({ content }) => isBeingRead[content.state]) ? askEvery : false,
  });
  const models = lostFirst(query.data ?? []);
  return (
    <div className="flex h-full flex-col">
      <RoomHeader
        title={t('models.title')}
        note={models.length > 0 ? t('models.note', { count: models.length }) : null}
      >
        <Link
          href="/models/cleaning"
          className="flex h-7 items-center gap-1.5 rounded-md px-2.5 text-sm text-quiet hover:bg-ink/5 hover:text-ink"
        >
          <ListFilter aria-hidden className="size-4" strokeWidth={1.6} />
          {t('cleaning.open')}
        </Link>
      </RoomHeader>
      <div className="flex min-h-0 grow">
        <div className="min-w-0 grow overflow-y-auto p-6">
          {query.isError ? <ErrorNotice error={query.error} /> : null}
          {query.isSuccess && models.length === 0 ? (
            <EmptyState title={t('models.empty')}>{t('models.emptyAdvice')}</EmptyState>
          ) : null}
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(340px,100%),1fr))] items-start gap-4">
            {models.map((model) => (
              <ModelCard key={model.id} model={model} />
            ))}
          </ul>
          <AdditionLibrary />
        </div>
        <aside className="w-[340px] shrink-0 max-[900px]:w-72 overflow-y-auto border-l border-line">
          <AddModel />
          <FetchModel />
          <DeviceCard />
        </aside>
      </div>
    </div>
  );
}

/** Those whose files are gone before all others, lest they are overlooked. */
function lostFirst(models: readonly Model[]): Model[] {
  const isLost = ({ state }: Model): boolean => state === 'missing';
  return [...models.filter(isLost), ...models.filter((model) => !isLost(model))];
}
