import { useTranslation } from 'react-i18next';
import { promptSyntaxes } from '../../electron/api/contract/recipe.ts';
import type { PrintSettings } from '../../electron/api/contract/recipe.ts';
import { changeDraft } from '../state/draft.ts';
import { commandKey } from '../ui/keys.ts';
import { NumberField } from '../ui/number-field.tsx';
import { Select } from '../ui/select.tsx';
import { WildcardList } from './wildcard-list.tsx';

/** How the models read the prompts: rarely touched, so it comes last. */
export function ReadingFields({ settings }: { settings: PrintSettings }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-1">
      <div className="grid grid-cols-[1fr_76px] items-end gap-x-4">
        <Select
          label={t('create.reading.title')}
          value={settings.promptSyntax}
          onValueChange={(promptSyntax) => changeDraft({ promptSyntax })}
          choices={promptSyntaxes.map((syntax) => ({
            value: syntax,
            label: t(`create.reading.${syntax}`),
          }))}
        />
        <NumberField
          label={<span title={t('create.reading.clipSkip')}>CLIP skip</span>}
          value={settings.clipSkip}
          onValueChange={(clipSkip) => changeDraft({ clipSkip })}
          min={0}
          max={11}
        />
      </div>
      {settings.promptSyntax === 'weighted' ? (
        <>
          <p className="text-xs text-quiet">{t('create.reading.hint', { key: commandKey })}</p>
          <WildcardList />
        </>
      ) : null}
    </div>
  );
}
