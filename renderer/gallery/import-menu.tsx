import { FolderInput, FolderOpen, Images } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Keep } from '../../electron/api/contract/import-pictures.ts';
import { desktopBridge } from '../api/bridge.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FileChooser } from '../ui/file-chooser.tsx';
import { Popover } from '../ui/popover.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextField } from '../ui/text-field.tsx';
import { picturesAmong } from './dropped-files.ts';
import { importFiles, importPaths, usePictureImport } from './picture-import.ts';

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** What both choosers take, and how they share the line. */
const pictureFiles = {
  accept: 'image/png,image/jpeg,image/webp,image/avif',
  multiple: true,
  className: 'grow',
} as const;

/** Pictures of other programs into the gallery: a folder of the studio's machine, or files of the browser's. */
export function ImportMenu() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [path, setPath] = useState('');
  const [keep, setKeep] = useState<Keep>('copy');
  const running = usePictureImport((state) => state.running);
  const bridge = desktopBridge();
  const start = (place: string | null) => {
    if (place === null || place.trim() === '') return;
    setOpen(false);
    setPath('');
    void importPaths([place.trim()], keep);
  };
  const send = (files: readonly File[]) => {
    const pictures = picturesAmong(files);
    if (pictures.length === 0) return;
    setOpen(false);
    void importFiles(pictures);
  };
  return (
    <Popover
      label={t('gallery.import.title')}
      align="end"
      className="flex w-80 flex-col gap-4 p-4 text-sm"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton
          size="small"
          label={t('gallery.import.title')}
          disabled={running}
          icon={<FolderInput {...icon} />}
        />
      }
    >
      <p className="text-quiet">{t('gallery.import.text')}</p>
      {bridge ? (
        <Button onClick={() => void bridge.pickPictures().then(start)}>
          <FolderOpen {...icon} />
          {t('gallery.import.pick')}
        </Button>
      ) : (
        <div className="flex gap-2">
          <FileChooser label={t('gallery.import.files')} {...pictureFiles} onChoose={send}>
            <Images {...icon} />
            {t('gallery.import.files')}
          </FileChooser>
          <FileChooser label={t('gallery.import.folder')} folder {...pictureFiles} onChoose={send}>
            <FolderOpen {...icon} />
            {t('gallery.import.folder')}
          </FileChooser>
        </div>
      )}
      <TextField
        label={t(bridge ? 'gallery.import.path' : 'gallery.import.pathThere')}
        placeholder={t('gallery.import.pathPlaceholder')}
        value={path}
        onValueChange={setPath}
        onEnter={() => start(path)}
      />
      <Segmented<Keep>
        label={t('gallery.import.keep')}
        value={keep}
        onValueChange={setKeep}
        choices={(['copy', 'link'] as const).map((value) => ({
          value,
          label: t(`gallery.import.${value}`),
        }))}
      />
      <p className="-mt-2 text-xs text-quiet">{t(`gallery.import.${keep}Hint`)}</p>
      <Button disabled={path.trim() === ''} onClick={() => start(path)}>
        {t('gallery.import.submit')}
      </Button>
    </Popover>
  );
}
