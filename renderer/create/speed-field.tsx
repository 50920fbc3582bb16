import { useTranslation } from 'react-i18next';
import { changeDraft, useDraft } from '../state/draft.ts';
import { CheckField } from '../ui/check-field.tsx';
import { Select } from '../ui/select.tsx';

/** Intervals of DeepCache that are offered; the steps between are computed in part. */
const intervals = [2, 3, 5] as const;

/** What may be given up for time. Nothing is, unless the user says so; what it costs is said below. */
export function SpeedField() {
  const { t } = useTranslation();
  const deepCache = useDraft((draft) => draft.deepCache);
  const int8 = useDraft((draft) => draft.int8);
  const offered = intervals.find((interval) => interval === deepCache);
  return (
    <div className="flex flex-col gap-1">
      <Select
        label={t('create.speed.title')}
        value={deepCache === null ? 'exact' : String(deepCache)}
        onValueChange={(speed) =>
          changeDraft({ deepCache: speed === 'exact' ? null : Number(speed) })
        }
        choices={[
          { value: 'exact', label: t('create.speed.exact') },
          ...intervals.map((interval) => ({
            value: String(interval),
            label: t(`create.speed.every${interval}`),
          })),
          // One that came back with a picture.
          ...(deepCache === null || offered
            ? []
            : [
                {
                  value: String(deepCache),
                  label: t('create.speed.other', { interval: deepCache }),
                },
              ]),
        ]}
      />
      {deepCache === null ? null : <p className="text-xs text-quiet">{t('create.speed.hint')}</p>}
      <div className="pt-1.5">
        <CheckField
          label={t('create.speed.int8')}
          hint={int8 ? t('create.speed.int8Hint') : undefined}
          checked={int8}
          onCheckedChange={(checked) => changeDraft({ int8: checked })}
        />
      </div>
    </div>
  );
}
