import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { modelFor } from '../state/settle-draft.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { Segmented } from '../ui/segmented.tsx';

interface ArmSwitchProps {
  models: readonly Model[];
  problem: 'no-arm' | 'no-model' | undefined;
}

/** Who draws: the Japanese model, the English one, or both; further arms wait behind a quiet button. */
export function ArmSwitch({ models, problem }: ArmSwitchProps) {
  const { t } = useTranslation();
  const draft = useDraft();
  const { arms } = draft;
  const main = arms.ja && arms.en ? 'both' : arms.ja ? 'ja' : arms.en ? 'en' : null;
  const further = (arms['en-raw'] ? 1 : 0) + (arms['ja-stage1'] ? 1 : 0);
  const shown =
    further > 0 ? t('create.arms.moreActive', { count: further }) : t('create.arms.moreShort');
  const toggle = (kind: ArmKind) => changeDraft({ arms: { ...arms, [kind]: !arms[kind] } });
  return (
    <div className="flex flex-col gap-1">
      <div className="flex gap-2">
        <Segmented
          label={t('create.arms.label')}
          className="grow"
          value={main}
          onValueChange={(choice) =>
            changeDraft({ arms: { ...arms, ja: choice !== 'en', en: choice !== 'ja' } })
          }
          choices={[
            {
              value: 'ja',
              label: (
                <>
                  <ArmSeal arm="ja" />
                  {t('create.arms.ja')}
                </>
              ),
            },
            {
              value: 'en',
              label: (
                <>
                  <ArmSeal arm="en" />
                  {t('create.arms.en')}
                </>
              ),
            },
            { value: 'both', label: t('create.arms.both') },
          ]}
        />
        <Popover
          label={t('create.arms.more')}
          align="end"
          className="w-80 p-2"
          trigger={
            <Button
              look={further > 0 ? 'plain' : 'quiet'}
              size="small"
              className="h-[34px]"
              aria-label={`${shown} – ${t('create.arms.more')}`}
            >
              <Plus aria-hidden className="size-3.5" />
              {shown}
            </Button>
          }
        >
          <FurtherArm
            kind="ja-stage1"
            name={t('create.arms.stage1')}
            why={t('create.arms.stage1Why')}
            on={arms['ja-stage1']}
            there={modelFor('ja-stage1', draft, models) !== null}
            onToggle={() => toggle('ja-stage1')}
          />
          <FurtherArm
            kind="en-raw"
            name={t('create.arms.raw')}
            why={t('create.arms.rawWhy')}
            on={arms['en-raw']}
            there={modelFor('en-raw', draft, models) !== null}
            onToggle={() => toggle('en-raw')}
          />
        </Popover>
      </div>
      {problem ? (
        <p role="alert" className="text-xs text-danger">
          {problem === 'no-arm' ? t('create.noArm') : t('create.noModel')}
        </p>
      ) : null}
    </div>
  );
}

interface FurtherArmProps {
  kind: ArmKind;
  name: string;
  why: string;
  on: boolean;
  there: boolean;
  onToggle(): void;
}

function FurtherArm({ kind, name, why, on, there, onToggle }: FurtherArmProps) {
  const { t } = useTranslation();
  return (
    <label className="flex cursor-pointer gap-3 rounded-sm p-2 hover:bg-ink/5">
      <input
        type="checkbox"
        checked={on}
        disabled={!there && !on}
        onChange={onToggle}
        className="mt-1 size-4 shrink-0 accent-ink"
      />
      <span>
        <span className="flex items-center gap-2 text-sm font-medium">
          <ArmSeal arm={kind} />
          {name}
        </span>
        <span className="mt-0.5 block text-xs text-quiet">
          {there ? why : t('create.arms.missing')}
        </span>
      </span>
    </label>
  );
}
