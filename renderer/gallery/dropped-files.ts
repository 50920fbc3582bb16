import { desktopBridge } from '../api/bridge.ts';
import { importFiles, importPaths } from './picture-import.ts';

const pictureName = /\.(?:png|jpe?g|webp|avif)$/i;

/** Whether what is dropped is a collection: several files, or a folder. One picture only offers its recipe. */
export function isCollection(data: DataTransfer): boolean {
  return data.files.length > 1 || entriesOf(data).some((entry) => entry.isDirectory);
}

/** Imports what was dropped: by its place where the window knows that, else by its bytes. */
export async function importDropped(data: DataTransfer): Promise<void> {
  const bridge = desktopBridge();
  // Both must be asked for before anything is waited for: the transfer is empty after the drop.
  const entries = entriesOf(data);
  const files = [...data.files];
  if (bridge) {
    const paths = files.map((file) => bridge.pathOf(file)).filter((path) => path !== '');
    if (paths.length > 0) await importPaths(paths, 'copy');
    return;
  }
  // Files that a program made have no entries.
  const found: File[] = entries.length === 0 ? files.filter(({ name }) => isPictureName(name)) : [];
  for (const entry of entries) await collect(entry, found);
  if (found.length > 0) await importFiles(found);
}

/** Files of a choice that are named as pictures; a chosen folder brings everything that lies in it. */
export function picturesAmong(files: readonly File[]): File[] {
  return files.filter((file) => isPictureName(file.name));
}

function isPictureName(name: string): boolean {
  return pictureName.test(name) && !name.startsWith('.');
}

function entriesOf(data: DataTransfer): FileSystemEntry[] {
  return [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

async function collect(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (entry instanceof FileSystemFileEntry) {
    if (!isPictureName(entry.name)) return;
    found.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    for (;;) {
      // A browser hands out a hundred at a time.
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (part.length === 0) return;
      for (const child of part) await collect(child, found);
    }
  }
}
