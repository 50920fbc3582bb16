import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { commandKey } from '../ui/keys.ts';

interface KeyListProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

/**
 * Every key of the studio, opened with `?`. The browser's own dialog: it keeps the focus inside and closes with Escape
 * without style elements, which the page's security policy forbids.
 */
export function KeyList({ open, onOpenChange }: KeyListProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="key-list-title"
      onClose={() => onOpenChange(false)}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
      className="m-auto max-h-[85vh] w-[min(900px,92vw)] rounded-md border border-line bg-raised p-0 text-ink shadow-raised outline-none backdrop:bg-ground/70 open:appear"
    >
      <div className="p-6">
        <div className="mb-4 flex items-center justify-between">
          <h2 id="key-list-title" className="font-mincho text-xl">
            {t('frame.keys.title')}
          </h2>
          <IconButton
            label={t('common.close')}
            icon={<X aria-hidden className="size-4" />}
            onClick={() => dialog.current?.close()}
          />
        </div>
        <div className="columns-2 gap-8 max-lg:columns-1">
          <Group title={t('frame.keys.everywhere')}>
            <Row keys={[commandKey, 'Enter']} does={t('frame.keys.generate')} />
            <Row keys={['Alt', '1 … 7']} does={t('frame.keys.room')} />
            <Row keys={[commandKey, 'Z']} does={t('frame.keys.undo')} />
            <Row keys={['?']} does={t('frame.keys.list')} />
            <Row keys={['Esc']} does={t('frame.keys.escape')} />
          </Group>
          <Group title={t('frame.keys.create')}>
            <Row keys={['Enter']} does={t('frame.keys.newLine')} />
            <Row keys={[commandKey, '↑', '↓']} does={t('frame.keys.weight')} />
            <Row keys={['↑', '↓']} does={t('frame.keys.numbers')} />
          </Group>
          <Group title={t('frame.keys.compare')}>
            <Row keys={['1 … 7']} does={t('frame.keys.compareModes')} />
            <Row keys={[',', '.']} does={t('frame.keys.compareSteps')} />
            <Row keys={['←', '→']} does={t('frame.keys.comparePairs')} />
            <Row keys={['Space']} does={t('frame.keys.compareFlip')} />
            <Row keys={['I']} does={t('frame.keys.compareDetails')} />
            <Row keys={['A', 'L', 'Space']} does={t('frame.keys.vote')} />
            <Row keys={['⌫']} does={t('frame.keys.retract')} />
          </Group>
          <Group title={t('frame.keys.gallery')}>
            <Row keys={['Enter']} does={t('frame.keys.galleryOpen')} />
            <Row keys={['Space']} does={t('frame.keys.gallerySelect')} />
            <Row keys={[commandKey, 'A']} does={t('frame.keys.galleryAll')} />
            <Row keys={['C']} does={t('frame.keys.galleryCompare')} />
            <Row keys={['P']} does={t('frame.keys.galleryPin')} />
            <Row keys={['V']} does={t('frame.keys.galleryMoreLike')} />
            <Row keys={['L']} does={t('frame.keys.galleryLarger')} />
            <Row keys={[commandKey, 'C']} does={t('frame.keys.galleryCopy')} />
            <Row keys={['1 … 5']} does={t('frame.keys.galleryRate')} />
            <Row keys={['F']} does={t('frame.keys.galleryFavourite')} />
            <Row keys={['T', 'B']} does={t('frame.keys.galleryTags')} />
            <Row keys={['S']} does={t('frame.keys.galleryStack')} />
            <Row keys={['Delete']} does={t('frame.keys.galleryTrash')} />
            <Row keys={['R']} does={t('frame.keys.galleryRestore')} />
          </Group>
          <Group title={t('frame.keys.queue')}>
            <Row keys={['Alt', '↑', '↓']} does={t('frame.keys.queueMove')} />
            <Row keys={['Space']} does={t('frame.keys.queueSelect')} />
            <Row keys={['Delete']} does={t('frame.keys.queueCancel')} />
          </Group>
          <Group title={t('frame.keys.pictures')}>
            <Row keys={['0']} does={t('frame.keys.fit')} />
            <Row keys={['Z']} does={t('frame.keys.pixels')} />
            <Row keys={['+', '−']} does={t('frame.keys.zoom')} />
          </Group>
        </div>
      </div>
    </dialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-sm text-quiet">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div className="flex items-center gap-4 border-t border-line py-1.5">
      <dt className="flex w-24 shrink-0 gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd className="text-sm">{does}</dd>
    </div>
  );
}
