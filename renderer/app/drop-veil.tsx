import { useTranslation } from 'react-i18next';
import type { DropPromise } from './use-dropped-pictures.ts';

/** While files are held over the window: its edge, and what a drop would do. */
export function DropVeil({ promise }: { promise: DropPromise | null }) {
  const { t } = useTranslation();
  if (promise === null) return null;
  return (
    <div
      role="status"
      data-testid="drop-veil"
      className="pointer-events-none fixed inset-1.5 z-50 flex items-center justify-center rounded-md border-2 border-dashed border-line-strong bg-ground/40"
    >
      <p className="appear rounded-md border border-line-strong bg-raised px-5 py-3 shadow-raised">
        {t(`frame.dropped.over.${promise}`)}
      </p>
    </div>
  );
}
