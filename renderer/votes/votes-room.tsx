import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { CompareLinks } from '../ui/compare-links.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Booth } from './booth.tsx';
import { Results } from './results.tsx';

/** Blind trials: judge pictures without knowing whose they are, then see how the models did. */
export function VotesRoom() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const [view, setView] = useState<'booth' | 'results'>('booth');
  const runId = search.get('run');
  const comparisonId = search.get('comparison');
  const ballot = {
    ...(runId !== null && { runId }),
    ...(comparisonId !== null && { comparisonId }),
  };
  return (
    <div className="flex h-full flex-col">
      <RoomHeader title={t('votes.title')}>
        <Segmented
          label={t('votes.view')}
          value={view}
          onValueChange={(next) => setView(next)}
          choices={[
            { value: 'booth', label: t('votes.booth') },
            { value: 'results', label: t('votes.results') },
          ]}
        />
        <CompareLinks />
      </RoomHeader>
      {view === 'booth' ? <Booth ballot={ballot} /> : <Results ballot={ballot} />}
    </div>
  );
}
