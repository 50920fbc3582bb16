import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { readChosen } from '../state/pins.ts';
import { Button } from '../ui/button.tsx';
import { CompareFrame } from '../ui/compare-frame.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PicturesDetails } from './pictures-details.tsx';
import { useSteps } from './use-steps.ts';
import { viewPictures } from './viewed.ts';
import { Viewer } from './viewer.tsx';

/** Any pictures of the gallery beside each other, whether or not they belong to one comparison: `?ids=…,…`. */
export function PicturesRoom() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const chosen = search.get('ids') ?? '';
  const ids = useMemo(() => readChosen(chosen), [chosen]);
  const records = useQuery({
    ...studioQuery.gallery.get.queryOptions({ input: { ids } }),
    enabled: ids.length > 0,
  });
  const pictures = ids.flatMap((id) => records.data?.find((picture) => picture.id === id) ?? []);
  return (
    <CompareFrame
      title={t('compare.chosen.title')}
      error={records.error}
      onRetry={() => void records.refetch()}
    >
      {pictures.length > 1 ? (
        <PicturesViewer key={chosen} pictures={pictures} gone={ids.length - pictures.length} />
      ) : records.isSuccess || ids.length === 0 ? (
        <EmptyState
          title={t(ids.length > 1 ? 'compare.chosen.gone' : 'compare.chosen.none')}
          actions={
            <Button onClick={() => goTo('/gallery')}>{t('compare.chosen.toGallery')}</Button>
          }
        >
          {t('compare.chosen.advice')}
        </EmptyState>
      ) : null}
    </CompareFrame>
  );
}

interface PicturesViewerProps {
  pictures: readonly GalleryPicture[];
  /** How many of those asked for are no longer there. */
  gone: number;
}

function PicturesViewer({ pictures, gone }: PicturesViewerProps) {
  const { t } = useTranslation();
  const viewed = viewPictures(pictures, t);
  const steps = useSteps(null);
  return (
    <Viewer
      viewed={viewed}
      steps={steps}
      differences={[]}
      onMove={null}
      note=""
      details={<PicturesDetails pictures={pictures} panes={viewed.panes} gone={gone} />}
    />
  );
}
