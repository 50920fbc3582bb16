import { additions } from './additions.ts';
import { boards } from './boards.ts';
import { cleaning } from './cleaning.ts';
import { comparisons } from './comparisons.ts';
import { devices } from './devices.ts';
import { diagnostics } from './diagnostics.ts';
import { exports } from './exports.ts';
import { gallery } from './gallery.ts';
import { generation } from './generation.ts';
import { hub } from './hub.ts';
import { grids } from './grids.ts';
import { inputs } from './inputs.ts';
import { models } from './models.ts';
import { packs } from './packs.ts';
import { prompts } from './prompts.ts';
import { queue } from './queue.ts';
import { remote } from './remote.ts';
import { savedSearches } from './saved-searches.ts';
import { scores } from './scores.ts';
import { settings } from './settings.ts';
import { styles } from './styles.ts';
import { system } from './system.ts';
import { tokens } from './tokens.ts';
import { translator } from './translator.ts';
import { votes } from './votes.ts';

/** All that a face of the studio can ask of it, the same over MessagePort, WebSocket and in process. */
export const contract = {
  generation,
  queue,
  gallery,
  exports,
  boards,
  savedSearches,
  inputs,
  comparisons,
  packs,
  votes,
  grids,
  prompts,
  styles,
  models,
  additions,
  hub,
  tokens,
  translator,
  scores,
  cleaning,
  settings,
  devices,
  remote,
  system,
  diagnostics,
};
export type StudioContract = typeof contract;
