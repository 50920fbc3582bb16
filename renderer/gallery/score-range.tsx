import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { studioQuery } from '../api/studio.ts';
import { Slider } from '../ui/slider.tsx';
import { changeGalleryView, useGalleryView } from './gallery-view.ts';
import { PanelSection } from './panel-item.tsx';

/** The lowest score that is shown, among those that the other choices leave. Nothing while no picture has one. */
export function ScoreRange({ filter }: { filter: GalleryFilterInput }) {
  const { t } = useTranslation();
  const minScore = useGalleryView((view) => view.minScore);
  const { minScore: _own, ...others } = filter;
  const { data } = useQuery({
    ...studioQuery.gallery.facets.queryOptions({ input: others }),
    placeholderData: keepPreviousData,
  });
  if (!data?.scores) return null;
  const lowest = Math.floor(data.scores.lowest * 100) / 100;
  const highest = Math.max(Math.ceil(data.scores.highest * 100) / 100, lowest + 0.01);
  const value = Math.min(Math.max(minScore ?? lowest, lowest), highest);
  return (
    <PanelSection title={t('common.scores.title')}>
      <li className="flex items-center gap-3 px-2 py-1">
        <Slider
          label={t('gallery.facets.minScore')}
          value={value}
          onValueChange={(next) => changeGalleryView({ minScore: next <= lowest ? null : next })}
          min={lowest}
          max={highest}
          step={0.01}
          valueText={value.toFixed(2)}
        />
        <span className="figures w-14 shrink-0 text-right text-xs text-quiet">
          ≥ {value.toFixed(2)}
        </span>
      </li>
    </PanelSection>
  );
}
