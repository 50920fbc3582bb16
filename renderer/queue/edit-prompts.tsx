import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withPrompt } from '../../electron/api/contract/apply-styles.ts';
import type { Job } from '../../electron/api/contract/generation.ts';
import { studio } from '../api/studio.ts';
import { Button } from '../ui/button.tsx';
import { orReport } from '../ui/or-report.ts';

/** The prompts of a waiting job; what else it asks for stays. */
export function EditPrompts({ job, onClose }: { job: Job; onClose(): void }) {
  const { t } = useTranslation();
  const [prompts, setPrompts] = useState(job.arms.map(({ prompt }) => prompt));
  const save = async () => {
    const arms = job.arms.map((arm, place) => withPrompt(arm, prompts[place] ?? arm.prompt));
    const request = { ...job.settings, arms, seeds: job.seeds, count: job.seeds.length };
    await studio.queue.edit({ jobId: job.id, request });
    onClose();
  };
  return (
    <div className="flex flex-col gap-1.5 px-2 py-1.5">
      {job.arms.map((arm, place) => (
        <textarea
          key={place}
          rows={2}
          lang={arm.kind === 'en' ? 'en' : 'ja'}
          aria-label={t('queue.promptOf')}
          value={prompts[place]}
          onChange={(event) => setPrompts(prompts.with(place, event.target.value))}
          className="w-full resize-none rounded-md border border-line bg-ground px-2 py-1 text-sm"
        />
      ))}
      <div className="flex justify-end gap-2">
        <Button size="small" look="quiet" onClick={onClose}>
          {t('common.close')}
        </Button>
        <Button size="small" onClick={() => orReport(save(), t)}>
          {t('queue.save')}
        </Button>
      </div>
    </div>
  );
}
