import { Images } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { openPicture } from '../state/opened-from.ts';
import { IconButton } from '../ui/button.tsx';
import { LongText } from '../ui/long-text.tsx';
import { PaneBadge } from './pane-badge.tsx';
import { TokenChips } from './token-chips.tsx';
import type { Pane } from './viewed.ts';

interface ArmDetailsProps {
  arm: Arm;
  /** Its picture on the stage. */
  pane: Pane | undefined;
  pictureId: string | null;
  /** Ids of all pictures on the stage. */
  beside: readonly string[];
  /** Null before its record has arrived. */
  picture: Picture | null;
}

/** An arm's words and how its tokenizer reads them. */
export function ArmDetails({ arm, pane, pictureId, beside, picture }: ArmDetailsProps) {
  const { t } = useTranslation();
  return (
    <section className="flex flex-col gap-1.5 border-b border-line px-4 py-3">
      <div className="flex h-7 items-center justify-between">
        <h2>{pane ? <PaneBadge pane={pane} length="long" /> : null}</h2>
        {pictureId === null ? null : (
          <IconButton
            size="small"
            label={t('compare.details.openPicture')}
            icon={<Images aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() => openPicture(pictureId, beside)}
          />
        )}
      </div>
      <LongText lines={8} className="text-sm select-text" lang={arm.kind === 'en' ? 'en' : 'ja'}>
        {arm.prompt}
      </LongText>
      {arm.translation ? (
        <p className="text-xs text-quiet">
          {t(`compare.translatedBy.${arm.translation.by}`, { model: arm.translation.model ?? '' })}
        </p>
      ) : null}
      <TokenChips arm={arm} />
      {picture?.score == null ? null : (
        <p className="flex justify-between text-xs" title={picture.scorer ?? undefined}>
          <span className="text-quiet">{t('common.scores.title')}</span>
          <span className="figures">{picture.score.toFixed(3)}</span>
        </p>
      )}
      {arm.negativePrompt.trim() === '' ? null : (
        <p className="text-xs wrap-break-word text-quiet">
          <span>{t('compare.details.negative')}: </span>
          <span className="text-ink select-text">{arm.negativePrompt}</span>
        </p>
      )}
    </section>
  );
}
