import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { noChoices } from './filter-choices.ts';
import { changeGalleryView, toggleChoice, useGalleryView } from './gallery-view.ts';
import { useModelNames } from './use-model-names.ts';
import { saySampler } from '../ui/say-sampler.ts';

interface Chip {
  readonly key: string;
  readonly text: string;
  remove(): void;
}

/** What is chosen beside words and arms, each with a press that leaves it. Nothing while nothing is chosen. */
export function FilterChips() {
  const { t, i18n } = useTranslation();
  const view = useGalleryView();
  const boards = useQuery(studioQuery.boards.list.queryOptions());
  const facets = useQuery(studioQuery.gallery.facets.queryOptions({ input: {} }));
  const month = new Intl.DateTimeFormat(i18n.language, { year: 'numeric', month: 'long' });
  const { boardId, favourite, minRating, jobId, place } = view;
  const nameModel = useModelNames(facets.data?.models);
  const chips: Chip[] = [
    ...(place === 'all'
      ? []
      : [
          {
            key: 'place',
            text: t(`gallery.places.${place}`),
            remove: () => changeGalleryView({ place: 'all' }),
          },
        ]),
    ...(boardId === null
      ? []
      : [
          {
            key: 'board',
            text: boards.data?.find((board) => board.id === boardId)?.name ?? '',
            remove: () => changeGalleryView({ boardId: null }),
          },
        ]),
    ...(favourite
      ? [
          {
            key: 'favourite',
            text: t('gallery.places.favourites'),
            remove: () => changeGalleryView({ favourite: false }),
          },
        ]
      : []),
    ...(minRating === 0
      ? []
      : [
          {
            key: 'rating',
            text: `${'★'.repeat(minRating)}${minRating === 5 ? '' : t('gallery.facets.andUp')}`,
            remove: () => changeGalleryView({ minRating: 0 }),
          },
        ]),
    ...(view.minScore === null
      ? []
      : [
          {
            key: 'score',
            text: `${t('common.scores.title')} ≥ ${view.minScore.toFixed(2)}`,
            remove: () => changeGalleryView({ minScore: null }),
          },
        ]),
    ...view.tags.map((tag) => ({
      key: `tag ${tag}`,
      text: `#${tag}`,
      remove: () => toggleChoice('tags', tag),
    })),
    ...view.models.map((model) => ({
      key: model,
      text: nameModel(model),
      remove: () => toggleChoice('models', model),
    })),
    ...view.sizes.map((size) => ({
      key: size,
      text: size.replace('x', ' × '),
      remove: () => toggleChoice('sizes', size),
    })),
    ...view.samplers.map((sampler) => ({
      key: sampler,
      text: saySampler(sampler, t),
      remove: () => toggleChoice('samplers', sampler),
    })),
    ...(view.month === null
      ? []
      : [
          {
            key: 'month',
            text: month.format(new Date(`${view.month}-15T12:00:00`)),
            remove: () => changeGalleryView({ month: null }),
          },
        ]),
    ...(jobId === null
      ? []
      : [
          {
            key: 'job',
            text: t('gallery.oneBatch'),
            remove: () => changeGalleryView({ jobId: null }),
          },
        ]),
  ];
  if (chips.length === 0) return null;
  return (
    <ul
      aria-label={t('gallery.chosenFilters')}
      className="flex flex-wrap items-center gap-1.5 border-b border-line px-6 py-1.5"
    >
      {chips.map(({ key, text, remove }) => (
        <li key={key}>
          <button
            type="button"
            aria-label={t('gallery.leaveFilter', { name: text })}
            onClick={remove}
            className="inline-flex h-6 max-w-56 items-center gap-1 rounded-md bg-ink/8 pr-1.5 pl-2 text-xs hover:bg-ink/12"
          >
            <span className="truncate">{text}</span>
            <X aria-hidden className="size-3 shrink-0 text-quiet" />
          </button>
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <button
            type="button"
            onClick={() => changeGalleryView(noChoices)}
            className="h-6 rounded-md px-2 text-xs text-quiet hover:text-ink"
          >
            {t('gallery.clearFilter')}
          </button>
        </li>
      ) : null}
    </ul>
  );
}
