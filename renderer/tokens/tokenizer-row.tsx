import { Braces } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import type { Tokenisation } from '../../electron/api/contract/tokens.ts';
import { usePreferences } from '../state/preferences.ts';
import { copyText } from '../ui/copy-text.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';
import { respell, shownPieces, unknownSpans } from '../ui/token-text.ts';
import { nameModels } from '../ui/model-names.ts';
import type { TextChange } from '../ui/write-into.ts';
import { readClipPiece } from './clip-piece.ts';
import type { Mark } from './marked-text.tsx';
import { TokenChip } from './token-chip.tsx';

interface TokenizerRowProps {
  tokenisation: Tokenisation;
  text: string;
  model: Model;
  choices: readonly Model[];
  onChoose(modelId: string): void;
  onMark(mark: Mark | null): void;
  onSelect(mark: Mark): void;
  onReplace(change: TextChange): void;
}

/** All pieces that one tokenizer makes of the text, in its model's colour. */
export function TokenizerRow(props: TokenizerRowProps) {
  const { t } = useTranslation();
  const { tokenisation, model, text, onMark, onSelect, onReplace } = props;
  const { tokens, usable, tokenizer } = tokenisation;
  const arm = tokenizer === 'clip' ? 'en' : 'ja';
  return (
    <section aria-label={t(`tokens.${tokenizer}`)} data-testid={`row-${tokenizer}`}>
      <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line pb-2">
        <ArmBadge arm={arm} className="font-medium" />
        <span className="text-sm">{t(`tokens.${tokenizer}`)}</span>
        <ModelChoice {...props} model={model} />
        <Counts tokenisation={tokenisation} />
        <Button
          size="small"
          look="quiet"
          className="ml-auto"
          onClick={() => {
            const json = JSON.stringify({ text, model: model.name.en, ...tokenisation }, null, 2);
            void copyText(json, t).then((done) => done && showToast(t('tokens.copiedJson')));
          }}
        >
          <Braces aria-hidden className="size-3.5" />
          {t('tokens.copyJson')}
        </Button>
      </header>
      <ol className="flex flex-wrap gap-1.5">
        {shownPieces(tokens).map((piece) => (
          <li key={piece.position} className="contents">
            {piece.position <= usable && usable < piece.position + piece.count ? (
              <Limit usable={usable} />
            ) : null}
            <TokenChip
              piece={piece}
              arm={arm}
              byteLevel={tokenizer === 'clip'}
              read={piece.position + piece.count <= usable}
              onMark={onMark}
              onSelect={onSelect}
            />
          </li>
        ))}
      </ol>
      <Spellings tokenisation={tokenisation} text={text} onReplace={onReplace} />
    </section>
  );
}

function ModelChoice({ model, choices, onChoose }: TokenizerRowProps) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const names = nameModels(choices, language);
  if (choices.length < 2) {
    return <span className="text-sm text-quiet">{model.name[language]}</span>;
  }
  return (
    <select
      aria-label={t('tokens.modelLabel')}
      value={model.id}
      onChange={(event) => onChoose(event.target.value)}
      className="styled-select h-7 max-w-72 rounded-md border border-line bg-raised px-2 text-sm"
    >
      {choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {names.get(choice.id)}
        </option>
      ))}
    </select>
  );
}

function Counts({ tokenisation: { tokens, usable, tokenizer } }: { tokenisation: Tokenisation }) {
  const { t } = useTranslation();
  const unknown = tokens.filter((token) => token.unknown).length;
  const fragments =
    tokenizer === 'clip'
      ? tokens.filter(
          ({ piece, learned }) => learned === null && readClipPiece(piece).text === null,
        ).length
      : 0;
  const cut = Math.max(0, tokens.length - usable);
  return (
    <p className="figures flex flex-wrap gap-x-3 text-sm text-quiet">
      <span className="text-ink" data-testid={`count-${tokenizer}`}>
        {t('tokens.pieces', { count: tokens.length })}
      </span>
      <span>{t('tokens.ofUsable', { usable })}</span>
      {unknown > 0 ? (
        <span className="text-danger">{t('tokens.unknown', { count: unknown })}</span>
      ) : null}
      {fragments > 0 ? <span>{t('tokens.fragments', { count: fragments })}</span> : null}
      {cut > 0 ? <span className="text-danger">{t('tokens.cut', { count: cut })}</span> : null}
      {unknown + fragments + cut === 0 ? <span>{t('tokens.allKnown')}</span> : null}
    </p>
  );
}

/** Where the text encoder stops reading. */
function Limit({ usable }: { usable: number }) {
  const { t } = useTranslation();
  return (
    <span
      className="my-1 flex w-full items-center gap-3 text-xs text-danger"
      data-testid="token-limit"
    >
      <span className="grow border-t-2 border-dashed border-danger" />
      {t('tokens.limit', { usable })}
      <span className="grow border-t-2 border-dashed border-danger" />
    </span>
  );
}

interface SpellingsProps {
  tokenisation: Tokenisation;
  text: string;
  onReplace(change: TextChange): void;
}

function Spellings({ tokenisation, text, onReplace }: SpellingsProps) {
  const { t } = useTranslation();
  const spans = unknownSpans(text, tokenisation.tokens);
  if (spans.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-col gap-1 text-sm">
      {spans.map((span) => (
        <li key={span.start} className="flex flex-wrap items-center gap-2">
          <mark lang="ja" className="rounded-sm bg-danger px-1.5 text-ground">
            {span.text}
          </mark>
          <span className="text-quiet">
            {span.suggestions.length > 0 ? t('tokens.spellings') : t('tokens.noSpelling')}
          </span>
          {span.suggestions.map((to) => (
            <Button
              key={to}
              size="small"
              lang="ja"
              aria-label={t('create.meter.replace', { from: span.text, to })}
              onClick={() => onReplace(respell(span, to))}
            >
              {to}
            </Button>
          ))}
        </li>
      ))}
    </ul>
  );
}
