import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Token } from '../../electron/api/contract/tokens.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import type { ShownPiece } from '../ui/token-text.ts';
import { tip } from '../ui/tip.ts';
import { readClipPiece } from './clip-piece.ts';
import type { Mark } from './marked-text.tsx';

interface TokenChipProps {
  piece: ShownPiece;
  arm: ArmKind;
  byteLevel: boolean;
  /** Before the limit. */
  read: boolean;
  onMark(mark: Mark | null): void;
  /** Selects the characters in the text. */
  onSelect(mark: Mark): void;
}

/** One piece: what it stands for, as the vocabulary writes it, and its id. Pointing at it marks its characters. */
export function TokenChip({
  piece: { token, position, count },
  arm,
  byteLevel,
  read,
  onMark,
  onSelect,
}: TokenChipProps) {
  const { t } = useTranslation();
  const isLearned = token.learned !== null;
  const clip = byteLevel && !isLearned ? readClipPiece(token.piece) : null;
  const id = count === 1 ? String(token.id) : `${token.id}–${token.id + count - 1}`;
  const fragment = clip !== null && clip.text === null;
  const { start, end } = token;
  const range: Mark | null = start === null || end === null ? null : { start, end, arm };
  const mark = () => onMark(range);
  const clear = () => onMark(null);
  const notes = [
    token.unknown ? t('tokens.unknownMark') : null,
    fragment ? t('tokens.fragmentMark', { hex: clip.hex.join(' ') }) : null,
    clip !== null && !fragment && clip.hex.length > 0
      ? t('tokens.bytes', { hex: clip.hex.join(' ') })
      : null,
    clip?.wordEnd === true ? t('tokens.wordEnd') : null,
    t('tokens.position', { position: position + 1 }),
    isLearned ? t('tokens.learned', { tokens: count }) : null,
    t('tokens.id', { id }),
  ].filter((note) => note !== null);
  return (
    <button
      type="button"
      {...tip(notes.join(' · '), 'bottom')}
      data-testid="token"
      data-unknown={token.unknown || undefined}
      data-fragment={fragment || undefined}
      data-learned={isLearned || undefined}
      onMouseEnter={mark}
      onMouseLeave={clear}
      onFocus={mark}
      onClick={() => {
        if (range) onSelect(range);
      }}
      onBlur={clear}
      className={classNames(
        'flex min-w-9 flex-col items-center rounded-md border px-2 pt-1 pb-0.5',
        token.unknown ? 'border-danger bg-danger text-ground' : armLook[arm].wash,
        token.unknown ? '' : fragment ? `border-dashed ${chipBorder[arm]}` : chipBorder[arm],
        read ? '' : 'opacity-50',
      )}
    >
      <span className={classNames('text-base leading-6', !token.unknown && armLook[arm].text)}>
        {clip ? (
          <ClipText token={token} />
        ) : (
          <SentencePieceText piece={isLearned ? `${token.piece} × ${count}` : token.piece} />
        )}
      </span>
      <span
        className={classNames('figures text-[10px] leading-4', token.unknown ? '' : 'text-ink/80')}
      >
        {id}
      </span>
      <span className="sr-only">{t('tokens.position', { position: position + 1 })}</span>
    </button>
  );
}

const chipBorder: Record<ArmKind, string> = {
  ja: 'border-ja/35',
  'ja-stage1': 'border-stage1/35',
  en: 'border-en/50',
  'en-raw': 'border-en/50',
};

/** `▁` is the space before a word: shown, but quieter than the word. */
function SentencePieceText({ piece }: { piece: string }) {
  const spaces = /^▁*/.exec(piece)?.[0] ?? '';
  return (
    <>
      {spaces === '' ? null : <span className="opacity-55">{spaces}</span>}
      <span lang="ja">{piece.slice(spaces.length)}</span>
    </>
  );
}

function ClipText({ token }: { token: Token }) {
  const { text, hex } = readClipPiece(token.piece);
  return (
    <span className="flex flex-col items-center">
      {text === null ? (
        <span className="figures text-sm leading-6">{hex.join(' ')}</span>
      ) : (
        <span lang="ja">{text}</span>
      )}
      <span className="text-[10px] leading-3 font-normal text-ink/80">{token.piece}</span>
    </span>
  );
}
