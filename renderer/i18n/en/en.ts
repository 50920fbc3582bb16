import { reasons } from '../../../electron/api/contract/words/en/reasons.ts';
import { arms } from './arms.ts';
import { cleaning } from './cleaning.ts';
import { common } from './common.ts';
import { compare } from './compare.ts';
import { create } from './create.ts';
import { errors } from './errors.ts';
import { frame } from './frame.ts';
import { gallery } from './gallery.ts';
import { grids } from './grids.ts';
import { history } from './history.ts';
import { models } from './models.ts';
import { packs } from './packs.ts';
import { queue } from './queue.ts';
import { remote } from './remote.ts';
import { settings } from './settings.ts';
import { tokens } from './tokens.ts';
import { viewport } from './viewport.ts';
import { votes } from './votes.ts';

/** Every word of the interface in English. */
export const en = {
  arms,
  cleaning,
  common,
  compare,
  create,
  errors,
  frame,
  gallery,
  grids,
  history,
  models,
  packs,
  queue,
  reasons,
  remote,
  settings,
  tokens,
  viewport,
  votes,
};
