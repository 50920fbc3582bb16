import type { DragEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { classNames } from '../ui/class-names.ts';

interface DropPlaceProps {
  /** What can be dropped, and what letting go does. */
  label: string;
  over: string;
  onDrop(path: string): void;
}

/** Where a folder or file can be dropped. Only the desktop window learns where it lies. */
export function DropPlace({ label, over: overLabel, onDrop }: DropPlaceProps) {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    const bridge = desktopBridge();
    setRefused(!bridge);
    if (bridge && file) onDrop(bridge.pathOf(file));
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        'rounded-md border border-dashed px-3 py-4 text-center text-xs text-quiet transition-colors duration-100',
        over ? 'border-ink bg-ink/5' : 'border-line-strong',
      )}
    >
      {over ? overLabel : label}
      {refused ? (
        <p role="alert" className="mt-1 text-danger">
          {t('models.add.dropInBrowser')}
        </p>
      ) : null}
    </div>
  );
}
