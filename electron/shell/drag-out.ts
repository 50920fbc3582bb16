import { existsSync } from 'node:fs';
import { ipcMain, nativeImage, shell, type NativeImage, type WebContents } from 'electron';
import { z } from 'zod';
import { channels } from './channels.ts';
import type { PictureLocator } from './image-protocol.ts';
import { isOwnFrame } from './own-page.ts';

const pictureIds = z.array(z.string()).min(1).max(500);
const iconSize = 96;

/** Lets pictures be dragged into other programs and shown in the file manager. `fallbackIcon` is an image's path. */
export function offerPictureFiles(gallery: PictureLocator, fallbackIcon: string): void {
  ipcMain.on(channels.drag, (event, ids: unknown) => {
    const wanted = pictureIds.safeParse(ids);
    if (!wanted.success || !isOwnFrame(event.senderFrame)) return;
    startDrag(event.sender, wanted.data, gallery, fallbackIcon);
  });
  ipcMain.on(channels.reveal, (event, id: unknown) => {
    if (typeof id !== 'string' || !isOwnFrame(event.senderFrame)) return;
    const file = gallery.locate(id, 'full');
    if (file) shell.showItemInFolder(file.path);
  });
}

/** Electron ends the program over a file that is not there, so those that are gone are left out. */
function startDrag(
  contents: WebContents,
  ids: readonly string[],
  gallery: PictureLocator,
  fallbackIcon: string,
): void {
  const files = ids
    .map((id) => gallery.locate(id, 'full')?.path)
    .filter((path): path is string => path !== undefined && existsSync(path));
  const [file] = files;
  if (file === undefined) return;
  contents.startDrag({ file, files, icon: dragIcon(file, fallbackIcon) });
}

/** The picture itself, small. macOS throws for an empty icon, so an unreadable picture gets the program's. */
function dragIcon(file: string, fallbackIcon: string): NativeImage {
  const picture = nativeImage.createFromPath(file);
  const icon = picture.isEmpty() ? nativeImage.createFromPath(fallbackIcon) : picture;
  const { width, height } = icon.getSize();
  return icon.resize(width >= height ? { width: iconSize } : { height: iconSize });
}
