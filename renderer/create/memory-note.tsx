import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { studioQuery } from '../api/studio.ts';
import { useDraft } from '../state/draft.ts';
import { armsOf, settingsOf } from '../state/settle-draft.ts';
import { classNames } from '../ui/class-names.ts';
import { formatBytes } from '../ui/format.ts';

/** Other programs come and go: as often the figures are asked for anew, in milliseconds. */
const refreshEvery = 30_000;

/** What the pictures will take, said only where memory is too short for it. */
export function MemoryNote({ models }: { models: readonly Model[] }) {
  const { t, i18n } = useTranslation();
  const draft = useDraft();
  const { width, height, guidance, int8, initImage, hiresFix } = settingsOf(draft, models);
  const modelIds = [...new Set(armsOf(draft, models).map(({ model }) => model.id))];
  const input = useDeferredValue({
    modelIds,
    width,
    height,
    guidance,
    int8: int8 === true,
    encodes: initImage !== undefined || hiresFix !== undefined,
  });
  const { data, isError } = useQuery({
    ...studioQuery.generation.forecast.queryOptions({ input }),
    enabled: input.modelIds.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: refreshEvery,
    retry: false,
  });
  // The button says itself what is wrong with sizes and models.
  if (data === undefined || isError || data.footprint === 'usual') return null;
  const isRefused = data.footprint === null;
  const values = {
    needed: formatBytes(isRefused ? data.smallBytes : data.usualBytes, i18n.language),
    available: formatBytes(data.availableBytes, i18n.language),
  };
  return (
    <p
      role="status"
      className={classNames('pb-2 text-xs', isRefused ? 'text-danger' : 'text-quiet')}
    >
      {t(isRefused ? 'create.memory.refused' : 'create.memory.small', values)}
    </p>
  );
}
