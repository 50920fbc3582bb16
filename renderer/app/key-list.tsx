import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { commandKey } from '../ui/keys.ts';

interface KeyListProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

/** Every key of the studio, opened with `?`. */
export function KeyList({ open, onOpenChange }: KeyListProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ground/70" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed top-1/2 left-1/2 z-50 max-h-[85vh] w-[min(640px,92vw)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-md border border-line bg-raised p-6 shadow-raised outline-none"
        >
          <div className="mb-4 flex items-center justify-between">
            <Dialog.Title className="font-mincho text-xl">{t('frame.keys.title')}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={t('common.close')} icon={<X aria-hidden className="size-4" />} />
            </Dialog.Close>
          </div>
          <div className="flex flex-col gap-5">
            <Group title={t('frame.keys.everywhere')}>
              <Row keys={[commandKey, 'Enter']} does={t('frame.keys.generate')} />
              <Row keys={['Alt', '1 … 6']} does={t('frame.keys.room')} />
              <Row keys={['?']} does={t('frame.keys.list')} />
              <Row keys={['Esc']} does={t('frame.keys.escape')} />
            </Group>
            <Group title={t('frame.keys.create')}>
              <Row keys={['Enter']} does={t('frame.keys.newLine')} />
              <Row keys={['↑', '↓']} does={t('frame.keys.numbers')} />
            </Group>
            <Group title={t('frame.keys.compare')}>
              <Row keys={['1 … 7']} does={t('frame.keys.compareModes')} />
              <Row keys={['0']} does={t('frame.keys.compareFit')} />
              <Row keys={['Z']} does={t('frame.keys.comparePixels')} />
            </Group>
            <Group title={t('frame.keys.gallery')}>
              <Row keys={['Enter']} does={t('frame.keys.galleryOpen')} />
              <Row keys={['←', '→']} does={t('frame.keys.galleryMove')} />
            </Group>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-sm text-quiet">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Row({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div className="flex items-center gap-4 border-t border-line py-1.5">
      <dt className="flex w-32 shrink-0 gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd className="text-sm">{does}</dd>
    </div>
  );
}
