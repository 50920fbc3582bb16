import { useTranslation } from 'react-i18next';
import { CheckField } from '../ui/check-field.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { PathSetting } from './path-setting.tsx';
import { useSettings } from './use-settings.ts';

/** What holds for every run: the safety checker, the watermark, who draws the previews. */
export function Printing() {
  const { t } = useTranslation();
  const { data, error, set, flip } = useSettings();
  return (
    <>
      {data ? (
        <>
          <CheckField
            label={t('settings.printing.safetyChecker')}
            hint={t('settings.printing.safetyCheckerHint')}
            checked={data.safetyChecker}
            onCheckedChange={(safetyChecker) => flip({ safetyChecker })}
          />
          <CheckField
            label={t('settings.printing.watermark')}
            hint={t('settings.printing.watermarkHint')}
            checked={data.watermark}
            onCheckedChange={(watermark) => flip({ watermark })}
          />
          <PathSetting
            label={t('settings.printing.taesd')}
            hint={t('settings.printing.taesdHint')}
            placeholder="/home/…/taesd"
            value={data.previewTaesd}
            onChange={(previewTaesd) => set({ previewTaesd })}
          />
        </>
      ) : null}
      {error ? <ErrorNotice error={error} compact /> : null}
    </>
  );
}
