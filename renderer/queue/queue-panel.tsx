import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { studio } from '../api/studio.ts';
import { useQueueState } from '../state/queue-state.ts';
import { Button } from '../ui/button.tsx';
import { EndedRow } from './ended-row.tsx';
import { OpenRow } from './open-row.tsx';
import { carryTo, pickUp } from './drop-place.ts';
import { cancelWithUndo, orReport } from './queue-acts.ts';
import { chooseByKey } from './queue-keys.ts';
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

  const onKeyDown = (event: React.KeyboardEvent, id: string) => {
    const act = chooseByKey(event);
    if (act === null) return;
    event.preventDefault();
    if (act === 'previous' || act === 'next') {
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-job]') ?? [])];
      const place = rows.findIndex((row) => row.dataset['job'] === id);
      rows[place + (act === 'next' ? 1 : -1)]?.focus();
    } else if (act === 'select') toggle(id);
    else if (act === 'cancel') cancelWithUndo(chosen(id), t);
    else move(id, act === 'up' ? -1 : 1);
  };

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
      <div className="relative min-h-0 overflow-y-auto p-2">
        {held ? <p className="px-2 pb-1 text-xs text-danger">{t('queue.heldNote')}</p> : null}
        {paused ? <p className="px-2 pb-1 text-xs text-quiet">{t('queue.pausedNote')}</p> : null}
        {open.length === 0 ? (
          <p className="px-2 py-2 text-sm text-quiet">{t('queue.empty')}</p>
        ) : (
          <ul ref={list} aria-label={t('queue.list')}>
            {open.map((entry, place) => (
              <OpenRow
                key={entry.job.id}
                entry={entry}
                isSelected={selected.has(entry.job.id)}
                isFirst={place === 0}
                isLast={place === open.length - 1}
                onKeyDown={(event) => onKeyDown(event, entry.job.id)}
                grip={carrying.grip(entry.job.id)}
                dropLine={
                  carrying.carried === null
                    ? null
                    : carrying.before === entry.job.id
                      ? 'above'
                      : carrying.before === null && place === open.length - 1
                        ? 'below'
                        : null
                }
                onSelect={(range) => (range ? extend(entry.job.id) : toggle(entry.job.id))}
                onMove={(by) => move(entry.job.id, by)}
                onCancel={() => cancelWithUndo(chosen(entry.job.id), t)}
              />
            ))}
          </ul>
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
