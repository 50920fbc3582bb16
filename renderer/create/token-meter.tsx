import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import type { Token, Tokenisation } from '../../electron/api/contract/tokens.ts';
import { studioQuery } from '../api/studio.ts';
import { useDraft } from '../state/draft.ts';
import { ofArm } from '../state/settle-draft.ts';
import { armLook } from '../ui/arm-look.ts';
import { classNames } from '../ui/class-names.ts';
import { tip } from '../ui/tip.ts';
import { useSettled } from '../ui/use-settled.ts';
import type { TextChange } from '../ui/write-into.ts';
import { writeIntoPrompt } from './prompt-box.ts';
import { cutOff, learnedWords, respell, unknownSpans } from '../ui/token-text.ts';

interface TokenMeterProps {
  text: string;
  readers: readonly { kind: ArmKind; model: Model }[];
  /** Whether the text is what is written in the readers' field, so that spellings can be put right there. */
  written: boolean;
}

const pause = 150;

/** How much of the text each model's text encoder can read: one thin line per tokenizer. */
export function TokenMeter({ text, readers, written }: TokenMeterProps) {
  const settled = useSettled(text, pause);
  const promptSyntax = useDraft((draft) => draft.promptSyntax);
  const added = useDraft((draft) => draft.embeddings);
  const embeddings = readers[0] ? ofArm(added, readers[0].kind) : [];
  const byTokenizer = [...new Map(readers.map((arm) => [tokenizerKey(arm.model), arm])).values()];
  const modelIds = byTokenizer.map((arm) => arm.model.id);
  const query = useQuery({
    ...studioQuery.tokens.inspect.queryOptions({
      input: {
        text: settled,
        modelIds,
        promptSyntax,
        ...(embeddings.length > 0 && { embeddings }),
      },
    }),
    enabled: modelIds.length > 0 && settled.isWellFormed(),
    placeholderData: keepPreviousData,
    // Files of embeddings may be put right.
    staleTime: embeddings.length > 0 ? 0 : Number.POSITIVE_INFINITY,
  });
  if (!query.data) return <div className="h-4" />;
  return (
    <div className="flex flex-col gap-1.5">
      {query.data.map((tokenisation) => {
        const arm = byTokenizer.find((reader) => reader.model.id === tokenisation.modelId);
        return arm ? (
          <Meter
            key={tokenisation.modelId}
            kind={arm.kind}
            tokenisation={tokenisation}
            text={settled}
            written={written}
          />
        ) : null;
      })}
    </div>
  );
}

interface MeterProps {
  kind: ArmKind;
  tokenisation: Tokenisation;
  text: string;
  written: boolean;
}

function Meter({ kind, tokenisation, text, written }: MeterProps) {
  const { t } = useTranslation();
  const { tokens, usable, tokenizer, unusable } = tokenisation;
  const over = tokens.length > usable;
  const cut = cutOff(text, tokenisation);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <div
          role="meter"
          aria-label={`${t('create.meter.label')} (${t(`create.meter.name.${tokenizer}`)})`}
          aria-valuemin={0}
          aria-valuemax={usable}
          aria-valuenow={Math.min(tokens.length, usable)}
          className="h-[3px] grow overflow-hidden rounded-full bg-line forced-color-adjust-none"
        >
          <div
            className="h-full rounded-full"
            style={{
              width: `${Math.min(100, (tokens.length / usable) * 100)}%`,
              background: over ? 'var(--danger)' : armLook[kind].colour,
            }}
          />
        </div>
        <span
          className={classNames('figures text-xs', over ? 'text-danger' : 'text-quiet')}
          data-testid={`token-count-${tokenizer}`}
        >
          {t('create.meter.used', { used: tokens.length, usable })}
        </span>
      </div>
      <UnknownWords
        tokens={tokens}
        text={text}
        field={written ? (kind === 'en' ? 'en' : 'ja') : null}
      />
      <LearnedWords tokens={tokens} kind={kind} />
      {unusable.map(({ file }) => (
        <p key={file} className="text-xs text-danger">
          {t('create.meter.unusable', { file: file.replace(/^.*[/\\]/, '') })}
        </p>
      ))}
      {cut === '' ? null : (
        <p className="text-xs text-quiet">
          {t('create.meter.cut')}
          <span className="ml-1 line-through decoration-danger/60">
            {cut.length > 60 ? `${cut.slice(0, 60)}…` : cut}
          </span>
        </p>
      )}
    </div>
  );
}

/** Words of chosen embeddings in the text, each with its tokens. */
function LearnedWords({ tokens, kind }: { tokens: readonly Token[]; kind: ArmKind }) {
  const { t } = useTranslation();
  const words = learnedWords(tokens);
  if (words.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-1 text-xs text-quiet">
      {t('create.meter.learned')}
      {words.map(({ word, count }) => (
        <mark
          key={word}
          className={classNames('figures rounded-sm px-1', armLook[kind].wash, armLook[kind].text)}
        >
          {t('create.meter.learnedWord', { word, count })}
        </mark>
      ))}
    </p>
  );
}

interface UnknownWordsProps {
  tokens: readonly Token[];
  text: string;
  /** Language of the field that the text is written in, if it is. */
  field: 'ja' | 'en' | null;
}

function UnknownWords({ tokens, text, field }: UnknownWordsProps) {
  const { t } = useTranslation();
  const spans = unknownSpans(text, tokens);
  // What was typed since is not what the spans are of; they are asked for anew.
  const put = (change: TextChange) => {
    if (field !== null) writeIntoPrompt((value) => (value === text ? change : null), field);
  };
  if (spans.length === 0) return null;
  return (
    <p className="flex flex-wrap items-center gap-1 text-xs text-quiet">
      {t('create.meter.unknown')}
      {spans.map((span) => (
        <span key={span.start} className="inline-flex items-center">
          <mark className="rounded-sm bg-danger px-1 text-ground" lang="ja">
            {span.text}
          </mark>
          {(field === null ? [] : span.suggestions).map((to) => (
            <button
              key={to}
              type="button"
              aria-label={t('create.meter.replace', { from: span.text, to })}
              {...tip(t('create.meter.replace', { from: span.text, to }))}
              className="ml-1 rounded-sm border border-line bg-raised px-1 text-ink hover:border-line-strong"
              onClick={() => put(respell(span, to))}
            >
              → {to}
            </button>
          ))}
        </span>
      ))}
    </p>
  );
}

/** Models of one family share a tokenizer: the same number twice would only be noise. */
function tokenizerKey(model: Model): string {
  return model.tokenizer === 'clip' ? 'clip' : `sentencepiece ${model.embedded}`;
}
