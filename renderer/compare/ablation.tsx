import { useQuery } from '@tanstack/react-query';
import { Eraser } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { PromptWord } from '../../electron/api/contract/prompts.ts';
import { studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { startPrint, usePrintQueue } from '../state/print-queue.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { boxLook } from '../ui/field.tsx';
import { Popover } from '../ui/popover.tsx';
import { ablationOf, mostArms } from './ablation-request.ts';
import type { ChosenWord } from './ablation-request.ts';
import { armKeys } from './arm-names.ts';
import type { SeedRow } from './comparison-rows.ts';

/** Leaves out or exchanges one word at a time, for each arm, from the same noise: one comparison. */
export function Ablation({ row }: { row: SeedRow }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t('compare.ablation.label')}
      side="top"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-80 p-3"
      trigger={
        <Button className="w-full">
          <Eraser aria-hidden className="size-4" strokeWidth={1.6} />
          {t('compare.ablation.open')}
        </Button>
      }
    >
      <AblationForm row={row} onStarted={() => setOpen(false)} />
    </Popover>
  );
}

function AblationForm({ row, onStarted }: { row: SeedRow; onStarted(): void }) {
  const { t } = useTranslation();
  const [changes, setChanges] = useState<ReadonlyMap<string, string | null>>(new Map());
  const keys = armKeys(row.comparison.arms.map(({ kind }) => kind));
  // Of arms that read the same words with the same model there is nothing more to learn.
  const arms = row.comparison.arms.filter((arm, index) => keys[index] === arm.kind);
  const [words, setWords] = useState<ReadonlyMap<string, ChosenWord>>(new Map());
  const choose = (key: string, word: ChosenWord | null) => {
    const next = new Map(words);
    if (word) next.set(key, word);
    else next.delete(key);
    setWords(next);
  };
  const chosen = [...words].map(([key, word]) => ({
    ...word,
    replacement: changes.get(key)?.trim() || null,
  }));
  const request = ablationOf(row, arms, chosen);
  const count = request.arms.length;
  const start = () => {
    const key = startPrint(request);
    onStarted();
    void openWhenKnown(key);
  };
  return (
    <div className="flex max-h-[60vh] flex-col gap-3">
      <p className="text-xs text-quiet">{t('compare.ablation.why')}</p>
      <div className="flex min-h-0 flex-col gap-3 overflow-y-auto">
        {arms.map((arm) => (
          <ArmWords
            key={arm.kind}
            arm={arm}
            isChosen={(key) => words.has(key)}
            onChoose={choose}
            onReplace={(key, text) => setChanges(new Map(changes).set(key, text))}
          />
        ))}
      </div>
      <Button look="primary" disabled={count === 0 || count > mostArms} onClick={start}>
        {t('compare.ablation.print', { count })}
      </Button>
      {count > mostArms ? (
        <p className="text-xs text-danger">{t('compare.ablation.tooMany', { most: mostArms })}</p>
      ) : null}
    </div>
  );
}

interface ArmWordsProps {
  arm: Arm;
  isChosen(key: string): boolean;
  onChoose(key: string, word: ChosenWord | null): void;
  onReplace(key: string, text: string): void;
}

function ArmWords({ arm, isChosen, onChoose, onReplace }: ArmWordsProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    ...studioQuery.prompts.words.queryOptions({ input: { text: arm.prompt } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const keyOf = (word: PromptWord) => `${arm.kind} ${word.start}`;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1">
        <ArmBadge arm={arm.kind} />
      </legend>
      {data?.words.map((word) => {
        const key = keyOf(word);
        return (
          <div key={key} className="flex items-center gap-2">
            <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-ink"
                checked={isChosen(key)}
                onChange={(event) =>
                  onChoose(
                    key,
                    event.target.checked
                      ? { kind: arm.kind, text: data.text, word, replacement: null }
                      : null,
                  )
                }
              />
              <span className="truncate">{word.word}</span>
            </label>
            <input
              type="text"
              aria-label={t('compare.ablation.replace', { word: word.word })}
              placeholder={t('compare.ablation.leaveOut')}
              disabled={!isChosen(key)}
              onChange={(event) => onReplace(key, event.target.value)}
              className={classNames(boxLook, 'h-7 max-w-32 px-2 text-sm')}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

/** Goes to the new comparison as soon as the studio has given it a name. */
async function openWhenKnown(key: string): Promise<void> {
  const find = () =>
    usePrintQueue.getState().jobs.find((job) => job.key === key)?.job?.comparisonId ?? null;
  const known = find();
  if (known !== null) {
    goTo(`/compare/${known}`);
    return;
  }
  const stop = usePrintQueue.subscribe(() => {
    const id = find();
    if (id === null) return;
    stop();
    goTo(`/compare/${id}`);
  });
}
