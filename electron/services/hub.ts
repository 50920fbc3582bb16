import { join } from 'node:path';
import {
  type ChangeHub,
  type DownloadEvent,
  type DownloadRequest,
  hubSettingsSchema,
  type HubState,
} from '../api/contract/hub.ts';
import { downloadRepository } from '../hub/download-repository.ts';
import { HubError } from '../hub/hub-error.ts';
import type { Hub } from '../hub/hub-request.ts';
import {
  keepToken,
  readHubSettings,
  revealToken,
  type Secrets,
  writeHubSettings,
} from '../hub/hub-settings.ts';
import { createRateLimit } from '../hub/rate-limit.ts';
import { createTransferRate } from '../hub/transfer-rate.ts';
import { createTurns } from './in-turn.ts';
import type { ModelsService } from './models.ts';
import { describeWriteFailure, StudioError, systemErrorCode } from './studio-error.ts';

/** Of a data folder: what is fetched, and what is known of the hub. */
export const hubFolder = (data: string): string => join(data, 'hub');

export interface HubServiceOptions {
  /** The studio's data folder. */
  readonly data: string;
  readonly models: ModelsService;
  /** Null where the system keeps no secrets for this program. */
  readonly secrets: Secrets | null;
  /** What the program's surroundings say; they come before what was kept. */
  readonly surroundings: {
    readonly address?: string | undefined;
    readonly token?: string | undefined;
  };
}

export type HubService = ReturnType<typeof createHubService>;

const connections = 4;
const reportEvery = 250;
const retryDelays = [500, 1000, 2000, 4000, 8000];
const answerWithin = 30_000;
const stallAfter = 30_000;

/** Models by their names on a hub. */
export function createHubService({ data, models, secrets, surroundings }: HubServiceOptions) {
  const settingsFile = join(data, 'hub.json');
  const running = new Set<string>();
  /** Two pages may change different things at once: each adds to what the other has written. */
  const inTurn = createTurns();

  function settings() {
    const kept = readHubSettings(settingsFile);
    const { address, bytesPerSecond } = hubSettingsSchema.parse({
      address: surroundings.address ?? kept.address,
      bytesPerSecond: kept.bytesPerSecond,
    });
    const ownAddress = hubSettingsSchema.parse({ address: surroundings.address }).address;
    // A token goes to the hub that it was given for, and to no other.
    if (surroundings.token !== undefined && address === ownAddress) {
      return {
        address,
        bytesPerSecond,
        token: surroundings.token,
        tokenState: 'environment',
      } as const;
    }
    const isKeptFor = kept.tokenAddress === address;
    const { token, state: tokenState } = revealToken(isKeptFor ? kept.token : null, secrets);
    return { address, bytesPerSecond, token, tokenState };
  }

  function state(): HubState {
    const { address, bytesPerSecond, tokenState } = settings();
    return { address, bytesPerSecond, token: tokenState, tokenInSystem: secrets !== null };
  }

  /** What is kept, with what is to be changed of it. A token does not outlive the address that it was given for. */
  function changed({ address, bytesPerSecond, token }: ChangeHub) {
    const kept = readHubSettings(settingsFile);
    const before = hubSettingsSchema.parse({ address: kept.address }).address;
    const target = hubSettingsSchema.parse({
      address: surroundings.address ?? address ?? before,
    }).address;
    const moved = address !== undefined && address !== before;
    return {
      ...kept,
      ...(address !== undefined && { address }),
      ...(bytesPerSecond !== undefined && { bytesPerSecond }),
      ...(moved && { token: null }),
      ...(token !== undefined && {
        tokenAddress: target,
        token: token === null ? null : keepToken(token, secrets),
      }),
    };
  }

  return {
    state,

    /** @throws StudioError CANNOT_SAVE */
    async change(change: ChangeHub): Promise<HubState> {
      return await inTurn(settingsFile, async () => {
        try {
          await writeHubSettings(settingsFile, changed(change));
        } catch (error) {
          throw describeWriteFailure(error, 'What is known of the hub', data, 0);
        }
        return state();
      });
    },

    /**
     * Fetches what a model needs into the studio's own folder and imports it from there.
     * @throws StudioError HUB_FAILED, MODEL_UNREADABLE, CANNOT_REWRITE; the signal's reason
     */
    async *download(
      { repository, revision, variant, safetyChecker, arm }: DownloadRequest,
      { signal = new AbortController().signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<DownloadEvent, void, void> {
      const { address, token, bytesPerSecond } = settings();
      const hub: Hub = { address, token, retryDelays, answerWithin, stallAfter };
      const now = () => performance.now();
      const rateOf = createTransferRate(now);
      let path: string | null = null;
      let isModel = false;
      try {
        if (running.has(repository)) {
          throw new HubError('busy', 'It is being fetched already.');
        }
        running.add(repository);
        try {
          const events = downloadRepository({
            hub,
            name: repository,
            revision,
            variant,
            ...(safetyChecker && { safetyChecker }),
            folder: hubFolder(data),
            limit: createRateLimit(bytesPerSecond, now),
            connections,
            reportEvery,
            signal,
          });
          for await (const event of events) {
            if (event.type === 'done') {
              ({ path } = event);
              isModel = event.kind === 'model';
              await models.noteDownloaded(path, event.files);
            } else {
              const { bytesDone, bytesTotal } = event;
              yield { type: 'fetching', bytesDone, bytesTotal, bytesPerSecond: rateOf(bytesDone) };
            }
          }
        } finally {
          running.delete(repository);
        }
      } catch (error) {
        throw signal.aborted ? error : describeHubFailure(error, repository, address);
      }
      if (path === null) return;
      if (!isModel) {
        yield { type: 'downloaded', path, model: null };
        return;
      }
      const request = { path, ...(variant !== undefined && { variant }), ...(arm && { arm }) };
      const page = `${address}/${repository}`;
      for await (const event of models.import(request, { signal, page })) {
        if (event.type === 'rewriting') yield event;
        else if (event.type === 'imported') yield { type: 'downloaded', path, model: event.model };
      }
    },
  };
}

/** `HUB_FAILED` for what the hub, the way to it or the disk says; any other error as it is. */
function describeHubFailure(error: unknown, repository: string, address: string): unknown {
  const code = systemErrorCode(error);
  if (!(error instanceof Error) || (!(error instanceof HubError) && code === null)) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT' ? 'no-space' : 'cannot-write';
  const reason = error instanceof HubError ? error.problem : full;
  const page = `${address}/${repository}`;
  return new StudioError(
    'HUB_FAILED',
    { repository, page, reason, detail: error.message },
    `${repository} could not be fetched. ${explain[reason]} ${error.message} The studio's models are unharmed, and what has arrived is kept for the next try.`,
    { cause: error },
  );
}

const explain: Readonly<Record<HubError['problem'], string>> = {
  'no-token': 'The hub wants to know who asks: save an access token of your account there.',
  'token-refused': 'The hub does not know the access token (any more): save a new one.',
  'licence-not-accepted':
    'Its licence is not accepted by the account of the token: read and accept it on its page.',
  'no-access':
    'The account of the token may not read it: the request waits for an answer or was turned down, or the token lacks the right.',
  'not-found': 'There is no such repository or revision; a private one looks the same.',
  'no-network': 'The hub cannot be reached: check the network and the address of the hub.',
  server: 'The hub failed: try again later.',
  'not-a-model': 'It holds no model that is read here.',
  damaged: 'What arrives is not what the hub lists: try again later.',
  'no-space': 'There is no space left: make space and try again.',
  'cannot-write': 'The folder cannot be written: make it writable and try again.',
  busy: 'Wait for that download, or stop it.',
};
