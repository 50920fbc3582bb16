import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { studioQuery } from '../api/studio.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { RoomHeader } from '../ui/room-header.tsx';
import { showToast } from '../ui/toast-store.ts';
import { useSettled } from '../ui/use-settled.ts';
import { writeInto } from '../ui/write-into.ts';
import type { TextChange } from '../ui/write-into.ts';
import { MarkedText } from './marked-text.tsx';
import type { Mark } from './marked-text.tsx';
import { setTokensText, useInspectedText } from './tokens-text.ts';
import { TokenizerRow } from './tokenizer-row.tsx';

const pause = 120;

/** One text through two tokenizers: what each model really reads. */
export function TokensRoom() {
  const { t } = useTranslation();
  const text = useInspectedText();
  const prompt = useDraft((draft) => draft.prompt);
  const [mark, setMark] = useState<Mark | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const select = ({ start, end }: Mark) => {
    box.current?.focus();
    box.current?.setSelectionRange(start, end);
  };
  const replace = (change: TextChange) => {
    if (box.current) writeInto(box.current, change);
  };
  return (
    <div className="flex h-full flex-col">
      <RoomHeader title={t('tokens.title')} note={t('tokens.note')}>
        {prompt !== '' && prompt !== text ? (
          <Button size="small" look="quiet" onClick={() => setTokensText(prompt)}>
            {t('tokens.fromDraft')}
          </Button>
        ) : null}
        <Button
          size="small"
          disabled={text.trim() === '' || text === prompt}
          onClick={() => {
            changeDraft({ prompt: text });
            goTo('/create');
            showToast(t('tokens.sentToDraft'));
          }}
        >
          {t('tokens.toDraft')}
        </Button>
      </RoomHeader>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-[1100px] flex-col gap-8 px-6 py-6">
          <MarkedText
            label={t('tokens.textLabel')}
            placeholder={t('tokens.textPlaceholder')}
            value={text}
            onValueChange={setTokensText}
            mark={mark}
            box={box}
          />
          <Rows text={text} onMark={setMark} onSelect={select} onReplace={replace} />
        </div>
      </div>
    </div>
  );
}

interface RowsProps {
  text: string;
  onMark(mark: Mark | null): void;
  onSelect(mark: Mark): void;
  onReplace(change: TextChange): void;
}

function Rows({ text, onMark, onSelect, onReplace }: RowsProps) {
  const { t } = useTranslation();
  const settled = useSettled(text, pause);
  // As Create has them: its prompt is what is read here at first.
  const embeddings = useDraft((draft) => draft.embeddings);
  const models = useQuery(studioQuery.models.list.queryOptions());
  const [chosen, setChosen] = useState<Partial<Record<Model['tokenizer'], string>>>({});
  const ready = (models.data ?? []).filter((model) => model.state === 'ready');
  const readers = (['sentencepiece', 'clip'] as const).flatMap((tokenizer) => {
    const own = ready.filter((model) => model.tokenizer === tokenizer);
    const model =
      own.find(({ id }) => id === chosen[tokenizer]) ??
      own.find(({ arm }) => arm !== 'ja-stage1') ??
      own[0];
    return model ? [{ tokenizer, model, choices: own }] : [];
  });
  const modelIds = readers.map(({ model }) => model.id);
  const query = useQuery({
    ...studioQuery.tokens.inspect.queryOptions({
      input: {
        text: settled,
        modelIds,
        ...(embeddings.length > 0 && {
          embeddings: embeddings.map(({ only: _only, ...embedding }) => embedding),
        }),
      },
    }),
    enabled: modelIds.length > 0 && settled.trim() !== '',
    placeholderData: keepPreviousData,
  });

  if (settled.trim() === '') {
    return (
      <EmptyState
        title={t('tokens.empty')}
        actions={
          <Button onClick={() => setTokensText(t('tokens.story'))}>{t('tokens.story')}</Button>
        }
      >
        {t('tokens.emptyAdvice')}
      </EmptyState>
    );
  }
  if (query.isError) return <ErrorNotice error={query.error} />;
  if (models.isError) return <ErrorNotice error={models.error} />;
  return (
    <>
      {readers.map(({ tokenizer, model, choices }) => {
        const tokenisation = query.data?.find(({ modelId }) => modelId === model.id);
        return tokenisation ? (
          <TokenizerRow
            key={tokenizer}
            tokenisation={tokenisation}
            text={settled}
            model={model}
            choices={choices}
            onChoose={(id) => setChosen({ ...chosen, [tokenizer]: id })}
            onMark={onMark}
            onSelect={onSelect}
            // What was typed since is not what the spans are of.
            onReplace={(change) => {
              if (settled === text) onReplace(change);
            }}
          />
        ) : null;
      })}
      <p className="text-xs text-quiet">{t('tokens.legend')}</p>
    </>
  );
}
