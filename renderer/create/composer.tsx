import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { useDraft } from '../state/draft.ts';
import { armsOf, settingsOf } from '../state/settle-draft.ts';
import { AddedFields } from './added-fields.tsx';
import { ArmSwitch } from './arm-switch.tsx';
import { GenerateButton } from './generate-button.tsx';
import { HiresFields } from './hires-fields.tsx';
import { MemoryNote } from './memory-note.tsx';
import { ModelFields } from './model-fields.tsx';
import { InitImageFields } from './init-image-fields.tsx';
import { NegativeFields } from './negative-fields.tsx';
import { NoiseFields } from './noise-fields.tsx';
import { EnglishField, PromptField } from './prompt-fields.tsx';
import { ReadingFields } from './reading-fields.tsx';
import { SeedField } from './seed-field.tsx';
import { SettingFields } from './setting-fields.tsx';
import { SpeedField } from './speed-field.tsx';
import { StyleFields } from './style-fields.tsx';
import { useEnglishDraft } from './use-english-draft.ts';
import { useFirstProblem } from './use-first-problem.ts';
import { useLiveProblems } from './use-live-problems.ts';

/** Everything that makes a picture, from its words down to its seed; the button stays in sight. */
export function Composer({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const draft = useDraft();
  const translation = useEnglishDraft();
  const problems = useLiveProblems(models);
  const fields = useRef<HTMLDivElement>(null);
  useFirstProblem(fields);
  const arms = armsOf(draft, models);
  const englishOnly = arms.every((arm) => arm.kind === 'en') && draft.arms.en;
  return (
    <section
      aria-label={t('create.composer')}
      className="flex w-[340px] shrink-0 flex-col border-r border-line"
    >
      <div
        ref={fields}
        className="flex min-h-0 grow flex-col gap-4 overflow-y-scroll px-5 pt-5 pb-6"
      >
        {englishOnly ? null : <PromptField arms={arms} problem={problems.prompt} />}
        {draft.arms.en ? (
          <EnglishField
            arms={arms}
            only={englishOnly}
            problem={problems.english}
            translation={translation}
          />
        ) : null}
        <ArmSwitch models={models} problem={problems.arms} />
        <div className="-mt-1 flex flex-wrap gap-x-4 gap-y-2">
          <StyleFields />
          <NegativeFields englishOnly={englishOnly} models={arms.map(({ model }) => model)} />
        </div>
        <InitImageFields
          settings={settingsOf(draft, models)}
          problem={sayInputProblem(problems.initImage, t)}
        />
        <hr className="-mx-5 border-line" />
        <ModelFields models={models} arms={arms} />
        <AddedFields problem={sayInputProblem(problems.added, t)} />
        <SettingFields models={models} problems={problems} />
        <HiresFields settings={settingsOf(draft, models)} problem={problems.hiresFix} />
        <SpeedField />
        <ReadingFields settings={settingsOf(draft, models)} />
        <SeedField seedProblem={problems.seed} countProblem={problems.count} />
        <NoiseFields problem={problems.variation} />
      </div>
      <GenerateButton pictures={arms.length * draft.count} note={<MemoryNote models={models} />} />
    </section>
  );
}
