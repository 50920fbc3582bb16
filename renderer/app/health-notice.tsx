import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemInfo } from '../../electron/api/contract/system.ts';
import { studioQuery } from '../api/studio.ts';
import { useQueueState } from '../state/queue-state.ts';
import { IconButton } from '../ui/button.tsx';
import { formatBytes } from '../ui/format.ts';
import { showToast } from '../ui/toast-store.ts';

/** Below so many bytes a picture and its row may no longer fit. */
const fullBytes = 48 * 2 ** 20;

/** How often the studio is asked, in milliseconds: seldom while all is well. */
const calmPause = 20_000;
const troubledPause = 3_000;

type Trouble = 'lookOnly' | 'missing' | 'readOnly' | 'full';

const seenKey = 'nishiki-repair-seen';

/** A band at the top while pictures cannot be saved, or after the gallery's database had to be repaired. */
export function HealthNotice() {
  const { t, i18n } = useTranslation();
  // The queue knows at once, as it is its picture that cannot be saved: then why is asked soon.
  const isHeld = useQueueState(({ held }) => held !== null);
  const { data } = useQuery({
    ...studioQuery.system.info.queryOptions(),
    refetchInterval: ({ state }) =>
      isHeld || (state.data && troubleOf(state.data) !== null) ? troubledPause : calmPause,
  });
  const trouble = data ? troubleOf(data) : null;
  const wasTroubled = useRef(false);
  useEffect(() => {
    if (!data) return;
    if (wasTroubled.current && trouble === null) showToast(t('frame.health.back'));
    wasTroubled.current = trouble !== null;
  }, [data, trouble, t]);

  const [seen, setSeen] = useState(() => localStorage.getItem(seenKey));
  const repaired = data?.health.repairedFrom ?? null;
  if (!data) return null;
  const free = formatBytes(data.health.diskFreeBytes ?? 0, i18n.language);
  return (
    <>
      {trouble === null ? null : (
        <div
          role="alert"
          className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-danger/40 bg-danger-wash px-6 py-2 text-sm"
        >
          <p className="font-medium text-danger">
            {t(`frame.health.${trouble}`, { folder: data.dataFolder, free })}
          </p>
          <p>{t(`frame.health.${trouble}Unharmed`)}</p>
          <p>{t(`frame.health.${trouble}Advice`)}</p>
        </div>
      )}
      {repaired === null || repaired === seen ? null : (
        <div
          role="status"
          className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-raised px-6 py-2 text-sm"
        >
          <p className="font-medium">{t('frame.health.repaired')}</p>
          <p className="min-w-0 break-all text-quiet">
            {t('frame.health.repairedUnharmed', { file: repaired })}
          </p>
          <IconButton
            size="small"
            className="ml-auto"
            label={t('common.close')}
            icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => {
              localStorage.setItem(seenKey, repaired);
              setSeen(repaired);
            }}
          />
        </div>
      )}
    </>
  );
}

/** Why nothing can be saved now; null where it can. */
function troubleOf({ health }: SystemInfo): Trouble | null {
  if (health.pictureFolder === 'missing') return 'missing';
  if (health.database === 'read-only') return 'lookOnly';
  if (health.pictureFolder === 'read-only') return 'readOnly';
  return health.diskFreeBytes !== null && health.diskFreeBytes < fullBytes ? 'full' : null;
}
