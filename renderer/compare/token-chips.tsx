import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import { studioQuery } from '../api/studio.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { nameOfPiece, shownPieces } from '../ui/token-text.ts';
import type { ShownPiece } from '../ui/token-text.ts';

/** How the arm's tokenizer reads its prompt: a chip per piece in the arm's colour, what it loses in red. */
export function TokenChips({ arm }: { arm: Arm }) {
  const { t } = useTranslation();
  const inspected = useQuery({
    ...studioQuery.tokens.inspect.queryOptions({
      input: {
        text: arm.prompt,
        modelIds: [arm.modelId],
        ...(arm.embeddings && { embeddings: arm.embeddings }),
      },
    }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (inspected.isError) {
    return <p className="text-xs text-quiet">{t('compare.details.tokensFailed')}</p>;
  }
  const read = inspected.data?.[0];
  if (!read) return <div className="h-6" />;
  const over = Math.max(0, read.tokens.length - read.usable);
  return (
    <div>
      <ul className="flex max-h-40 flex-wrap gap-1 overflow-y-auto" lang={langOf(arm)}>
        {shownPieces(read.tokens).map((piece) => (
          <Chip
            key={piece.position}
            piece={piece}
            arm={arm}
            cut={piece.position + piece.count > read.usable}
          />
        ))}
      </ul>
      <p className={classNames('figures mt-1 text-xs', over > 0 ? 'text-danger' : 'text-quiet')}>
        {t('compare.details.tokens', { used: read.tokens.length, usable: read.usable })}
        {over > 0 ? ` · ${t('compare.details.tokensOver', { count: over })}` : ''}
      </p>
    </div>
  );
}

function Chip({ piece, arm, cut }: { piece: ShownPiece; arm: Arm; cut: boolean }) {
  const { t } = useTranslation();
  const { token } = piece;
  const lost = token.unknown || cut;
  const title = token.unknown
    ? t('compare.details.tokenUnknown', { piece: token.piece })
    : cut
      ? t('compare.details.tokenCut', { piece: token.piece })
      : undefined;
  return (
    <li
      title={title}
      className={classNames(
        'figures rounded-sm px-1 text-xs',
        lost ? 'bg-danger-wash text-danger' : `${armLook[arm.kind].wash} ${armLook[arm.kind].text}`,
        cut && 'line-through',
      )}
    >
      {nameOfPiece(piece)}
    </li>
  );
}

function langOf(arm: Arm): string {
  return arm.kind === 'en' ? 'en' : 'ja';
}
