/**
 * What the desktop window offers its page beyond the contract; in the browser door there is none of it. Set by the
 * preload script as `window.nishiki`. Types only.
 */
export interface DesktopBridge {
  readonly platform: 'win32' | 'darwin' | 'linux';
  /** Asks for the port over which the contract runs; it arrives as a `message` event whose data is `portMessage`. */
  requestPort(): void;
  /** Hands the picture files to another program; call it from a `dragstart` whose default was prevented. */
  startDrag(pictureIds: readonly string[]): void;
  /** System dialog for a model folder; null when it was closed. */
  pickFolder(): Promise<string | null>;
  /** System dialog for a folder of pictures; null when it was closed. */
  pickPictures(): Promise<string | null>;
  /** System dialog for a single file of weights; null when it was closed. */
  pickFile(): Promise<string | null>;
  /** Absolute path of a file or folder dropped onto the page. */
  pathOf(file: File): string;
  /** Shows the picture's file in the system's file manager. */
  revealPicture(pictureId: string): void;
  /** Shows the folder of logs in the system's file manager. */
  showLogs(): void;
}

/** `data` of the window message that carries the port in its `ports[0]`. */
export const portMessage = 'nishiki-port';
