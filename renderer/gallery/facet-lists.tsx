import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { studioQuery } from '../api/studio.ts';
import { changeGalleryView, toggleChoice, useGalleryView } from './gallery-view.ts';
import type { ListChoice } from './gallery-view.ts';
import { PanelItem, PanelSection } from './panel-item.tsx';
import { ScoreRange } from './score-range.tsx';
import { useModelNames } from './use-model-names.ts';
import { sayAnySampler } from '../ui/say-sampler.ts';

/** Values of a facet that are shown before all of them are asked for. */
const firstShown = 6;

interface Choice {
  readonly value: string;
  readonly count: number;
}

/** What can be chosen further, most frequent first, each with the number of pictures that it would show. */
export function FacetLists({ filter }: { filter: GalleryFilterInput }) {
  const { t, i18n } = useTranslation();
  const view = useGalleryView();
  const { data } = useQuery({
    ...studioQuery.gallery.facets.queryOptions({ input: filter }),
    placeholderData: keepPreviousData,
  });
  const nameModel = useModelNames(data?.models);
  if (!data) return null;
  const month = new Intl.DateTimeFormat(i18n.language, { year: 'numeric', month: 'long' });
  const atLeast = (stars: number) =>
    data.ratings.reduce((sum, count, rating) => (rating >= stars ? sum + count : sum), 0);
  const list = (
    facet: ListChoice,
    title: string,
    choices: readonly Choice[],
    say: (value: string) => string,
  ) => (
    <Facet
      key={facet}
      title={title}
      total={data.count}
      choices={choices}
      chosen={view[facet]}
      say={say}
      onChoose={(value) => toggleChoice(facet, value)}
    />
  );
  return (
    <>
      <Facet
        title={t('gallery.facets.rating')}
        total={data.count}
        choices={[5, 4, 3, 2, 1].map((stars) => ({
          value: String(stars),
          count: atLeast(stars),
        }))}
        chosen={view.minRating === 0 ? [] : [String(view.minRating)]}
        say={(value) =>
          `${'★'.repeat(Number(value))}${value === '5' ? '' : t('gallery.facets.andUp')}`
        }
        onChoose={(value) =>
          changeGalleryView({ minRating: view.minRating === Number(value) ? 0 : Number(value) })
        }
      />
      <ScoreRange filter={filter} />
      {list('tags', t('gallery.facets.tags'), data.tags, String)}
      {list('models', t('gallery.facets.models'), data.models, nameModel)}
      {list('sizes', t('gallery.facets.sizes'), data.sizes, (value) => value.replace('x', ' × '))}
      {list('samplers', t('gallery.facets.samplers'), data.samplers, (value) =>
        sayAnySampler(value, t),
      )}
      <Facet
        title={t('gallery.facets.months')}
        total={data.count}
        choices={data.months}
        chosen={view.month === null ? [] : [view.month]}
        say={(value) => month.format(new Date(`${value}-15T12:00:00`))}
        onChoose={(value) => changeGalleryView({ month: view.month === value ? null : value })}
      />
    </>
  );
}

interface FacetProps {
  title: string;
  /** Pictures that match now. */
  total: number;
  choices: readonly Choice[];
  chosen: readonly string[];
  say(value: string): string;
  onChoose(value: string): void;
}

/** One facet. A value that every picture has would filter nothing, so it is not offered alone. */
function Facet({ title, total, choices, chosen, say, onChoose }: FacetProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const present = choices.filter(({ count, value }) => count > 0 || chosen.includes(value));
  const filtersNothing = present.length === 1 && present[0]?.count === total && chosen.length === 0;
  if (present.length === 0 || filtersNothing) return null;
  const shown = all ? present : present.slice(0, firstShown);
  return (
    <PanelSection title={title}>
      {shown.map(({ value, count }) => (
        <PanelItem
          key={value}
          label={say(value)}
          count={count}
          current={chosen.includes(value)}
          several
          onChoose={() => onChoose(value)}
        />
      ))}
      {present.length > firstShown ? (
        <li>
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className="h-7 rounded-md px-2 text-xs text-quiet hover:text-ink"
          >
            {all
              ? t('gallery.facets.fewer')
              : t('gallery.facets.more', { count: present.length - firstShown })}
          </button>
        </li>
      ) : null}
    </PanelSection>
  );
}
