import type { DragEvent } from 'react';
import { desktopBridge } from '../api/bridge.ts';
import { pictureUrl } from '../api/picture-url.ts';

/** What must be known of a picture to hand it to another program. */
export interface DraggablePicture {
  readonly id: string;
  readonly fileName: string;
}

/**
 * Props for an element that stands for pictures and can be dragged out of the window as their files. In the desktop
 * window every picture goes along; a browser hands over one file, the first.
 */
export function dragOut(pictures: readonly DraggablePicture[]) {
  const first = pictures[0];
  return {
    draggable: first !== undefined,
    onDragStart: (event: DragEvent) => {
      if (!first) return;
      const bridge = desktopBridge();
      if (bridge) {
        event.preventDefault();
        bridge.startDrag(pictures.map((picture) => picture.id));
        return;
      }
      const url = pictureUrl(first.id, 'full');
      event.dataTransfer.effectAllowed = 'copy';
      event.dataTransfer.setData('DownloadURL', `image/png:${first.fileName}:${url}`);
      event.dataTransfer.setData('text/uri-list', url);
    },
  };
}
