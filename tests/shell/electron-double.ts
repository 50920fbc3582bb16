import { EventEmitter } from 'node:events';

/**
 * Stands in for the module "electron", which exists only inside of Electron. It remembers what the shell asked for and
 * lets a test play the other side: pages, systems, processes. Exports what the shell imports, and nothing more.
 */

/** All that was called, in order: `[name, ...arguments]`. */
export const calls: unknown[][] = [];

/** What a test wants the system to answer. */
export const answers = {
  isFirstInstance: true,
  locale: 'ja',
  pickedFolders: [] as string[],
  hasKeyring: true,
  keyring: 'gnome_libsecret',
  /** Paths whose image is empty, e.g. damaged. */
  unreadableImages: new Set<string>(),
};

function note(name: string, ...args: unknown[]): void {
  calls.push([name, ...args]);
}

/** Arguments of all calls of one name. */
export function callsOf(name: string): unknown[][] {
  return calls.filter(([called]) => called === name).map((call) => call.slice(1));
}

class App extends EventEmitter {
  isPackaged = false;
  setPath = (name: string, path: string) => note('app.setPath', name, path);
  requestSingleInstanceLock = () => answers.isFirstInstance;
  quit = () => note('app.quit');
  exit = (code: number) => note('app.exit', code);
  getLocale = () => answers.locale;
  getVersion = () => '0.0.0-test';
  async whenReady(): Promise<void> {
    note('app.whenReady');
  }
}
export const app = new App();

type Handler = (request: Request) => Promise<Response>;
export const protocolHandlers = new Map<string, Handler>();
export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => note('protocol.register', schemes),
  handle(scheme: string, handler: Handler) {
    note('protocol.handle', scheme);
    protocolHandlers.set(scheme, handler);
  },
};

class IpcMain extends EventEmitter {
  handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    this.handlers.set(channel, handler);
  }
}
export const ipcMain = new IpcMain();

export const ipcRenderer = {
  send: (channel: string, ...args: unknown[]) => note('ipcRenderer.send', channel, ...args),
  postMessage: (channel: string, message: unknown, transfer: unknown[]) =>
    note('ipcRenderer.postMessage', channel, message, transfer),
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    note('ipcRenderer.invoke', channel, ...args);
    return '/models/chosen';
  },
};

export const exposed = new Map<string, unknown>();
export const contextBridge = {
  exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value),
};
export const webUtils = { getPathForFile: (file: File) => `/dropped/${file.name}` };

export const shell = {
  openExternal: async (url: string) => note('shell.openExternal', url),
  openPath: async (path: string) => note('shell.openPath', path),
  showItemInFolder: (path: string) => note('shell.showItemInFolder', path),
};

export const safeStorage = {
  isEncryptionAvailable: () => answers.hasKeyring,
  getSelectedStorageBackend: () => answers.keyring,
  encryptString: (text: string) => Buffer.from(`locked:${text}`),
  decryptString: (bytes: Buffer) => bytes.toString().replace('locked:', ''),
};

export const dialog = {
  showErrorBox: (title: string, text: string) => note('dialog.showErrorBox', title, text),
  async showOpenDialog(_window: unknown, options: unknown) {
    note('dialog.showOpenDialog', options);
    return { filePaths: answers.pickedFolders };
  },
};

export class BrowserWindow extends EventEmitter {
  static opened: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.opened;
  static fromWebContents = () => BrowserWindow.opened[0] ?? new BrowserWindow({});
  readonly options: unknown;
  constructor(options: unknown) {
    super();
    this.options = options;
    BrowserWindow.opened.push(this);
  }
  isMinimized = () => true;
  restore = () => note('window.restore');
  focus = () => note('window.focus');
  show = () => note('window.show');
  loadURL = async (url: string) => note('window.loadURL', url);
}

export const nativeTheme = { shouldUseDarkColors: true };

export const nativeImage = {
  createFromPath: (path: string) => ({
    path,
    isEmpty: () => answers.unreadableImages.has(path),
    getSize: () => ({ width: 512, height: 768 }),
    resize: (size: object) => ({ path, ...size }),
  }),
};

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => note('Menu.set', menu),
};

type Permission = (contents: unknown, permission: string, decide: (yes: boolean) => void) => void;
export const session = {
  defaultSession: {
    requestHandler: null as Permission | null,
    checkHandler: null as ((contents: unknown, permission: string) => boolean) | null,
    deviceHandler: null as (() => boolean) | null,
    setPermissionRequestHandler(handler: Permission) {
      this.requestHandler = handler;
    },
    setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean) {
      this.checkHandler = handler;
    },
    setDevicePermissionHandler(handler: () => boolean) {
      this.deviceHandler = handler;
    },
  },
};

export class UtilityChild extends EventEmitter {
  pid: number | undefined;
  postMessage = (message: unknown) => note('utility.postMessage', message);
  kill = () => note('utility.kill');
}
export const utilityProcess = {
  children: [] as UtilityChild[],
  fork(entry: string, args: string[], options: unknown) {
    note('utilityProcess.fork', entry, args, options);
    const child = new UtilityChild();
    this.children.push(child);
    return child;
  },
};
