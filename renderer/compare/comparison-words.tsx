import type { Comparison } from '../../electron/api/contract/comparisons.ts';
import { RelativeTime } from '../ui/relative-time.tsx';

/** What a comparison is about, above its rows. The rows carry the same words as their names. */
export function ComparisonWords({ comparison }: { comparison: Comparison }) {
  const [first] = comparison.arms;
  const other = comparison.arms.find((arm) => arm.prompt !== first?.prompt);
  return (
    <div aria-hidden className="flex h-full flex-col justify-end px-3 pb-1">
      <p className="truncate text-sm font-medium" title={first?.prompt}>
        {first?.prompt}
      </p>
      <p className="truncate text-xs text-quiet" title={other?.prompt}>
        {other?.prompt ?? ' '}
      </p>
      <p className="truncate text-xs text-quiet">
        <RelativeTime date={comparison.createdAt} />
      </p>
    </div>
  );
}
