import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { studioQuery } from '../api/studio.ts';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { PathSetting } from './path-setting.tsx';
import { useSettings } from './use-settings.ts';

/** Who says how well pictures match their words, and when. */
export function Scoring() {
  const { t } = useTranslation();
  const { data, error, set, flip } = useSettings();
  const scorers = useQuery(studioQuery.scores.scorers.queryOptions());
  const used = (language: 'ja' | 'en') => {
    const scorer = scorers.data?.find((one) => one.language === language);
    if (scorer === undefined) return t('settings.scoring.none');
    return t(`settings.scoring.uses.${scorer.origin}`, { name: scorer.name });
  };
  return (
    <>
      <p className="text-quiet">{t('settings.scoring.text')}</p>
      {data ? (
        <>
          <PathSetting
            label={t('settings.scoring.japanese')}
            hint={used('ja')}
            placeholder="/home/…/japanese-cloob-vit-b-16"
            value={data.japaneseScorer}
            onChange={(japaneseScorer) => set({ japaneseScorer })}
          />
          <PathSetting
            label={t('settings.scoring.english')}
            hint={used('en')}
            placeholder="/home/…/clip-vit-base-patch16"
            value={data.englishScorer}
            onChange={(englishScorer) => set({ englishScorer })}
          />
          <CheckField
            label={t('settings.scoring.automatic')}
            hint={t('settings.scoring.automaticHint')}
            checked={data.scoreNewPictures}
            onCheckedChange={(scoreNewPictures) => flip({ scoreNewPictures })}
          />
        </>
      ) : null}
      {error ? <ErrorNotice error={error} compact /> : null}
    </>
  );
}
