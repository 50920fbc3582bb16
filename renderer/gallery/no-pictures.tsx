import { useTranslation } from 'react-i18next';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { noChoices, onlyPlaceOf } from './filter-choices.ts';
import type { FilterChoices } from './filter-choices.ts';
import { changeGalleryView } from './gallery-view.ts';

interface NoPicturesProps {
  choices: FilterChoices;
  filtered: boolean;
  search: string;
}

/** Why nothing is shown, and what brings something here. */
export function NoPictures({ choices, filtered, search }: NoPicturesProps) {
  const { t } = useTranslation();
  if (!filtered) {
    return (
      <EmptyState
        title={t('gallery.empty')}
        actions={<Button onClick={() => goTo('/create')}>{t('gallery.emptyAct')}</Button>}
      >
        {t('gallery.emptyAdvice')}
      </EmptyState>
    );
  }
  const actions = (
    <Button onClick={() => changeGalleryView(noChoices)}>{t('gallery.clearFilter')}</Button>
  );
  const place = onlyPlaceOf(choices, search);
  if (place !== null) {
    return (
      <EmptyState title={t(`gallery.emptyPlaces.${place}.title`)}>
        {t(`gallery.emptyPlaces.${place}.advice`)}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t('gallery.noResult')} actions={actions}>
      {search === '' ? t('gallery.noResultFilter') : t('gallery.noResultSearch', { search })}
    </EmptyState>
  );
}
