import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { printDraft } from '../state/print-draft.ts';
import { commandKey } from '../ui/keys.ts';
import { Button } from '../ui/button.tsx';
import { sayFailure } from '../ui/or-report.ts';

/** Ink on paper: the one thing to press. It never waits: what is pressed while printing is queued. */
export function GenerateButton({ pictures, note }: { pictures: number; note: ReactNode }) {
  const { t } = useTranslation();
  const press = () => {
    printDraft().catch((error: unknown) => {
      sayFailure(error, t);
    });
  };
  return (
    // It scrolls as the fields above do, so that a scrollbar, which is not to be seen here, takes as much room beside it.
    <div className="shrink-0 overflow-y-scroll border-t border-line bg-ground px-5 py-3 [scrollbar-color:transparent_transparent]">
      {note}
      <Button look="primary" size="large" className="w-full" onClick={press}>
        <span className="grow-0">{t('create.generate')}</span>
        {pictures > 1 ? (
          <span className="figures text-sm font-normal opacity-80">
            {t('create.generateCount', { count: pictures })}
          </span>
        ) : null}
        <span aria-hidden className="figures ml-2 text-xs font-normal opacity-70">
          {commandKey}+Enter
        </span>
      </Button>
    </div>
  );
}
