import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { findDataFolder } from '../data-folder.ts';
import { makeBundle } from '../services/diagnostics-bundle.ts';
import type { StudioClient } from './client.ts';
import { writeNamedFile } from './named-file.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

/**
 * `nishiki doctor --bundle`: a zip file for whoever is to help. Where no studio opens, it holds what the files tell, and
 * why it did not.
 *
 * @param use runs with the studio of the data folder, or throws where there is none to be had
 * @throws SaveError where the file is there already, and the system's error
 */
export async function writeBundle(
  file: string,
  { json = false }: { readonly json?: boolean },
  data: string | undefined,
  use: (run: (client: StudioClient) => Promise<void>) => Promise<void>,
  terminal: Terminal,
): Promise<void> {
  const { doctor: say } = texts[terminal.language];
  let bytes: Uint8Array = new Uint8Array();
  try {
    await use(async (client) => {
      bytes = await (await client.diagnostics.bundle()).file.bytes();
    });
  } catch (error) {
    terminal.note(say.bundleUnopened);
    ({ bytes } = makeBundle({
      dataFolder: data === undefined ? findDataFolder(process) : resolve(data),
      home: homedir(),
      now: new Date(),
      opening: { failed: String(error) },
    }));
  }
  const path = resolve(file);
  await writeNamedFile(path, bytes, terminal.language, { mode: 0o600 });
  if (json) terminal.out(JSON.stringify({ file: path }, null, 2));
  else terminal.out(say.bundleWritten(path));
}
