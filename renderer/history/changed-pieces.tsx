import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { PromptSyntax } from '../../electron/api/contract/recipe.ts';
import { studioQuery } from '../api/studio.ts';
import { armLook } from '../ui/arm-look.ts';
import { changeLook } from '../ui/changed-text.tsx';
import { classNames } from '../ui/class-names.ts';
import { diffSequences } from '../ui/sequence-diff.ts';
import { nameOfPiece, shownPieces } from '../ui/token-text.ts';

interface ChangedPiecesProps {
  arm: Arm;
  /** Null where the other entry has no arm of this kind: then every piece is its own. */
  other: Arm | null;
  syntax: PromptSyntax;
  change: 'removed' | 'added';
}

/** The pieces that the arm's tokenizer reads, with those marked that the other prompt has not. */
export function ChangedPieces({ arm, other, syntax, change }: ChangedPiecesProps) {
  const { t } = useTranslation();
  const own = useQuery(inspection(arm.prompt, arm, syntax));
  // By the same tokenizer: pieces of two tokenizers could not be told apart.
  const others = useQuery(
    inspection(other?.prompt ?? '', { ...other, modelId: arm.modelId }, syntax),
  );
  if (own.isError || others.isError) {
    return <p className="text-xs text-quiet">{t('compare.details.tokensFailed')}</p>;
  }
  const read = own.data?.[0];
  const against = others.data?.[0];
  if (!read || !against) return <div className="h-5" />;
  const runs = diffSequences(
    shownPieces(read.tokens),
    shownPieces(against.tokens),
    ({ token: { id, piece, unknown, learned } }) =>
      // All unknown pieces have one id, whatever they stand for; a learned word's depends on those before it.
      unknown || learned !== null ? piece : id,
  ).before;
  const pieces = runs.flatMap(({ items, same }) => items.map((piece) => ({ piece, same })));
  return (
    <div>
      <ul
        aria-label={t('frame.rooms.tokens')}
        className="flex flex-wrap gap-1"
        lang={arm.kind === 'en' ? 'en' : 'ja'}
      >
        {pieces.map(({ piece, same }) => (
          <li
            key={piece.position}
            className={classNames(
              'figures rounded-sm px-1 text-xs',
              piece.token.unknown
                ? 'bg-danger-wash text-danger'
                : `${armLook[arm.kind].wash} ${armLook[arm.kind].text}`,
            )}
          >
            {same ? (
              nameOfPiece(piece)
            ) : change === 'removed' ? (
              <del className={pieceLook.removed}>{nameOfPiece(piece)}</del>
            ) : (
              <ins className={pieceLook.added}>{nameOfPiece(piece)}</ins>
            )}
          </li>
        ))}
      </ul>
      <p className="figures mt-1 text-xs text-quiet">
        {t('compare.details.tokens', { used: read.tokens.length, usable: read.usable })}
      </p>
    </div>
  );
}

/** As in the text; the ground is the arm's. */
const pieceLook = {
  removed: changeLook.removed.replace('bg-ink/10', ''),
  added: changeLook.added.replace('bg-ink/10', ''),
} as const;

function inspection(
  text: string,
  { modelId, embeddings }: Pick<Arm, 'modelId' | 'embeddings'>,
  promptSyntax: PromptSyntax,
) {
  return {
    ...studioQuery.tokens.inspect.queryOptions({
      input: { text, modelIds: [modelId], promptSyntax, ...(embeddings && { embeddings }) },
    }),
    staleTime: Number.POSITIVE_INFINITY,
  };
}
