import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { usePreferences } from '../state/preferences.ts';

/**
 * Arms share their settings, those that the first one's model recommends: where that is a distilled one, a sampler of its
 * own, few steps and no guidance, which do not suit a model that was not distilled. Nothing where all are alike.
 *
 * @param models of the arms, in their order
 */
export function UnlikeNote({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [first] = models;
  const other = models.find((model) => model.recommended.sampler !== first?.recommended.sampler);
  if (first === undefined || other === undefined) return null;
  const { steps, guidance } = other.recommended;
  return (
    <p role="note" className="text-xs text-quiet">
      {t('create.model.unlike', {
        first: first.name[language],
        other: other.name[language],
        steps,
        guidance,
      })}
    </p>
  );
}
