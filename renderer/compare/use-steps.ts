import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PreviewSheet } from '../../electron/api/contract/comparisons.ts';
import { studioQuery } from '../api/studio.ts';
import { rowKey } from './comparison-rows.ts';
import type { SeedRow } from './comparison-rows.ts';

/** A step that is looked at instead of the finished pictures. */
export interface ShownStep {
  readonly step: number;
  readonly sheets: readonly PreviewSheet[];
}

export interface Steps {
  /** Steps that can be looked at, ascending; empty where no previews were kept. */
  readonly steps: readonly number[];
  /** Place in `steps`; `steps.length` for the finished picture. */
  readonly at: number;
  readonly shown: ShownStep | null;
  go(at: number): void;
  readonly playing: boolean;
  setPlaying(playing: boolean): void;
}

/** Milliseconds per step while they play. */
const pace = 220;

/** The kept previews of a row, step by step; none without a row. Another row begins with its finished pictures. */
export function useSteps(row: SeedRow | null): Steps {
  const key = row === null ? '' : rowKey(row);
  const complete = (row?.pictureIds ?? []).filter((id) => id !== null);
  const { data: sheets = [] } = useQuery({
    ...studioQuery.comparisons.previews.queryOptions({
      input: { id: row?.comparison.id ?? '', seed: row?.index ?? 0 },
    }),
    enabled: complete.length > 0,
  });
  const steps = [...new Set(sheets.flatMap((sheet) => sheet.steps))].toSorted((a, b) => a - b);
  const [place, setPlace] = useState<{ key: string; at: number } | null>(null);
  const [playing, setPlaying] = useState(false);
  const { length } = steps;
  const at = place?.key === key ? Math.min(place.at, length) : length;
  const ended = at >= length;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      if (ended) setPlaying(false);
      else setPlace({ key, at: at + 1 });
    }, pace);
    return () => clearTimeout(timer);
  }, [playing, ended, at, key]);
  const step = steps[at];
  return {
    steps,
    at,
    shown: step === undefined ? null : { step, sheets },
    go: (next) => {
      setPlaying(false);
      setPlace({ key, at: Math.min(length, Math.max(0, next)) });
    },
    playing: playing && !ended,
    setPlaying: (next) => {
      if (next && ended) setPlace({ key, at: 0 });
      setPlaying(next);
    },
  };
}
