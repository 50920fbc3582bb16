import { ChevronDown, ChevronUp, GripVertical, Hourglass, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import { studio } from '../api/studio.ts';
import { ArmSeal } from '../ui/arm-badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { EntryProgress } from './entry-progress.tsx';
import { EditPrompts } from './edit-prompts.tsx';
import { orReport } from '../ui/or-report.ts';
import type { Grip } from './use-carrying.ts';

interface OpenRowProps {
  entry: QueueEntry;
  isSelected: boolean;
  isFirst: boolean;
  isLast: boolean;
  grip: Grip;
  /** Where carried jobs would come to lie: above this row, or below it, the last one. */
  dropLine: 'above' | 'below' | null;
  onKeyDown(event: React.KeyboardEvent): void;
  /** `range`: all from the one selected last to this one. */
  onSelect(range: boolean): void;
  onMove(by: -1 | 1): void;
  onCancel(): void;
}

/** A job that is running or waits: what stands in its place of the list. */
export function OpenRow(props: OpenRowProps) {
  const { entry, isSelected, isFirst, isLast, grip, dropLine } = props;
  const { carried: isCarried, ...gripActs } = grip;
  const { job, priority, runId, saved, total } = entry;
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const prompt = job.arms[0]?.prompt ?? '';
  const state = t(`queue.status.${job.status}`);
  const next = priority === 'foreground' ? 'background' : 'foreground';
  const setPriority = () =>
    orReport(studio.queue.setPriority({ jobIds: [job.id], priority: next }), t);
  return (
    <>
      {dropLine === null ? null : (
        <span
          aria-hidden
          data-testid="drop-line"
          className={`absolute inset-x-1 h-0.5 rounded-full bg-ink ${dropLine === 'above' ? '-top-px' : '-bottom-px'}`}
        />
      )}
      <div
        role="group"
        // The row is one stop of the Tab key; its own keys work on it, its buttons are the next stops.
        tabIndex={0}
        data-job={job.id}
        aria-label={t('queue.row', { prompt, state, done: saved, total })}
        aria-current={isSelected}
        onKeyDown={props.onKeyDown}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) {
            props.onSelect(event.shiftKey);
          }
        }}
        className={`flex items-center gap-1.5 rounded-sm py-1 pr-2 select-none hover:bg-ink/5 ${isSelected ? 'bg-ink/10' : ''} ${isCarried ? 'outline-1 outline-line-strong outline-dashed' : ''}`}
      >
        <IconButton
          size="small"
          label={t('queue.carry.grip')}
          aria-pressed={isCarried}
          data-grip
          // While it carries, Escape puts back and does not close the panel.
          data-keeps-escape={isCarried || undefined}
          icon={<GripVertical aria-hidden className="size-3.5" />}
          className="-mr-1 cursor-grab touch-none text-quiet active:cursor-grabbing"
          {...gripActs}
        />
        <span className="flex gap-0.5">
          {job.arms.map((arm, place) => (
            <ArmSeal key={place} arm={arm.kind} />
          ))}
        </span>
        <span className="min-w-0 grow truncate text-sm">{prompt}</span>
        <span className="figures shrink-0 text-xs text-quiet">
          {priority === 'background' ? `${t('queue.background')} · ` : ''}
          {job.status === 'running' || saved > 0 ? `${saved}/${total}` : state}
        </span>
        <IconButton
          size="small"
          label={t('queue.up')}
          disabled={isFirst}
          icon={<ChevronUp aria-hidden className="size-3.5" />}
          onClick={() => props.onMove(-1)}
        />
        <IconButton
          size="small"
          label={t('queue.down')}
          disabled={isLast}
          icon={<ChevronDown aria-hidden className="size-3.5" />}
          onClick={() => props.onMove(1)}
        />
        <IconButton
          size="small"
          label={t(priority === 'foreground' ? 'queue.toBackground' : 'queue.toForeground')}
          aria-pressed={priority === 'background'}
          icon={<Hourglass aria-hidden className="size-3.5" />}
          onClick={setPriority}
        />
        <IconButton
          size="small"
          label={t('queue.edit')}
          // Of a grid or a pack every part is what its form says.
          disabled={job.status === 'running' || saved > 0 || runId !== null}
          icon={<Pencil aria-hidden className="size-3.5" />}
          onClick={() => setEditing(!editing)}
        />
        <IconButton
          size="small"
          label={t('queue.cancel')}
          icon={<X aria-hidden className="size-3.5" />}
          onClick={props.onCancel}
        />
      </div>
      {job.status === 'running' ? <EntryProgress entry={entry} className="mx-2" /> : null}
      {editing ? <EditPrompts job={job} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
