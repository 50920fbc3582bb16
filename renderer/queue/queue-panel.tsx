import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studio } from '../api/studio.ts';
import { useQueueState } from '../state/queue-state.ts';
import { Button } from '../ui/button.tsx';
import { EndedRow } from './ended-row.tsx';
import { OpenList } from './open-list.tsx';
import { carryTo, pickUp } from './drop-place.ts';
import { cancelWithUndo } from './queue-acts.ts';
import { orReport } from '../ui/or-report.ts';
import { RemoteSummary } from './remote-summary.tsx';
import { useCarrying } from './use-carrying.ts';

/** All that is running, waits or has ended; every act has a key. */
export function QueuePanel() {
  const { t } = useTranslation();
  const { paused, held, open, ended } = useQueueState();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const ids = open.map(({ job }) => job.id);
  const anchor = useRef<string | null>(null);
  const chosen = (id: string) => (selected.has(id) ? ids.filter((one) => selected.has(one)) : [id]);
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    anchor.current = id;
    setSelected(next);
  };
  const extend = (id: string) => {
    const from = ids.indexOf(anchor.current ?? id);
    const to = ids.indexOf(id);
    const range = ids.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1);
    setSelected(new Set([...selected, ...range]));
  };
  const carrying = useCarrying(list, open, chosen);
  const move = (id: string, by: -1 | 1) => {
    const moved = chosen(id);
    const { to } = carryTo(open, { moved, to: 0 }, pickUp(open, moved).to + by);
    carrying.say(t('queue.carry.dropped', { place: to + 1, total: open.length }));
    orReport(studio.queue.move({ jobIds: [...moved], to }), t);
  };
  const count = ids.filter((id) => selected.has(id)).length;

  return (
    <div className="flex max-h-[min(30rem,70vh)] flex-col">
      <header className="flex items-center gap-2 border-b border-line px-3 py-2">
        <h2 className="grow text-sm font-medium">
          {t('queue.list')}
          {count > 1 ? (
            <span className="ml-2 font-normal text-quiet">{t('queue.selected', { count })}</span>
          ) : null}
        </h2>
        <Button
          size="small"
          aria-pressed={paused}
          onClick={() => orReport(paused ? studio.queue.resume() : studio.queue.pause(), t)}
        >
          {paused ? t('queue.resume') : t('queue.pause')}
        </Button>
        <Button
          size="small"
          look="quiet"
          disabled={open.length === 0}
          onClick={() => cancelWithUndo(ids, t)}
        >
          {t('queue.cancelAll')}
        </Button>
      </header>
      <p role="status" className="sr-only">
        {carrying.said}
      </p>
      {held ? <p className="px-4 pt-2 text-xs text-danger">{t('queue.heldNote')}</p> : null}
      {paused ? <p className="px-4 pt-2 text-xs text-quiet">{t('queue.pausedNote')}</p> : null}
      <div className="relative min-h-0 overflow-y-auto p-2">
        {open.length === 0 ? (
          <p className="px-2 py-2 text-sm text-quiet">{t('queue.empty')}</p>
        ) : (
          <OpenList
            list={list}
            entries={open}
            selected={selected}
            carrying={carrying}
            onSelect={(id, range) => (range ? extend(id) : toggle(id))}
            onMove={move}
            onCancel={(id) => cancelWithUndo(chosen(id), t)}
          />
        )}
        {open.length > 1 ? (
          <p className="px-2 pt-1 text-xs text-quiet">{t('queue.keysHint')}</p>
        ) : null}
        {ended.length > 0 ? (
          <section className="mt-2 border-t border-line pt-2">
            <div className="flex items-center px-2">
              <h3 className="grow text-xs text-quiet">{t('queue.ended')}</h3>
              <Button size="small" look="quiet" onClick={() => orReport(studio.queue.clear(), t)}>
                {t('queue.clear')}
              </Button>
            </div>
            <ul aria-label={t('queue.ended')}>
              {ended.map((entry) => (
                <EndedRow key={entry.job.id} entry={entry} />
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      <RemoteSummary />
    </div>
  );
}
