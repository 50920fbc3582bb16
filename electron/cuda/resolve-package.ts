import { z } from 'zod';
import { HubError } from '../hub/hub-error.ts';
import { type Hub, requestOnce, retrying } from '../hub/hub-request.ts';
import type { HubFile } from '../hub/list-repository.ts';
import type { ProviderPackage } from './provider-package.ts';

/** How a server is asked, whichever it is. */
export type Line = Pick<Hub, 'retryDelays' | 'answerWithin' | 'stallAfter'>;

/** A package that is there to be fetched. */
export interface PackageFile {
  readonly hub: Hub;
  /** Below the hub's address. */
  readonly path: string;
  readonly file: HubFile;
}

const indexSchema = z.object({
  resources: z.array(z.object({ '@id': z.url(), '@type': z.string() })),
});
const leafSchema = z.object({ catalogEntry: z.url() });
const catalogSchema = z.object({
  packageHash: z.base64(),
  packageHashAlgorithm: z.literal('SHA512'),
});

/**
 * Finds a package in a feed of NuGet's protocol, version 3: where it is, its size, and its SHA-512 where the feed has a
 * catalogue that says it.
 *
 * @throws HubError; the signal's reason
 */
export async function resolvePackage(
  { index, name, version }: Pick<ProviderPackage, 'index' | 'name' | 'version'>,
  usual: Line,
  signal: AbortSignal,
): Promise<PackageFile> {
  // Nothing is under way that would be worth a longer wait: whoever is offline hears it soon.
  const line = { ...usual, retryDelays: usual.retryDelays.slice(0, 2) };
  const [id, number] = [name.toLowerCase(), version.toLowerCase()];
  const resources = parse(indexSchema, await readJson(index, line, signal)).resources;
  const addressOf = (type: string): string | undefined =>
    resources.find((resource) => resource['@type'] === type)?.['@id'].replace(/\/*$/, '/');
  const base = addressOf('PackageBaseAddress/3.0.0');
  if (base === undefined) throw new HubError('server', `${index} lists no packages.`);
  const address = requireSameScheme(`${base}${id}/${number}/${id}.${number}.nupkg`, index);
  const { hub, path } = placeOf(address, line);
  const answer = await retrying(hub, signal, () =>
    requestOnce(hub, { path, method: 'HEAD', signal }),
  );
  const size = Number(answer.headers.get('content-length') ?? NaN);
  if (!(size > 0)) throw new HubError('server', `${address} does not say how large it is.`);
  const registrations = addressOf('RegistrationsBaseUrl');
  const sha512 =
    registrations === undefined
      ? null
      : await readHash(`${registrations}${id}/${number}.json`, index, line, signal);
  const digest =
    sha512 === null
      ? // What it is told apart by from another of its name; its parts have checksums of their own.
        ({ kind: 'none', value: `${size} ${answer.headers.get('etag') ?? ''}` } as const)
      : ({ kind: 'sha512', value: sha512 } as const);
  const file = { path: `${id}.${number}.nupkg`, size, digest };
  return { hub: { ...hub, ...usual }, path, file };
}

/** The package's SHA-512 in hexadecimal digits; null where the feed has no such page. */
async function readHash(
  leafAddress: string,
  index: string,
  line: Line,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const leaf = leafSchema.parse(
      await readJson(requireSameScheme(leafAddress, index), line, signal),
    );
    const entry = requireSameScheme(leaf.catalogEntry, index);
    const { packageHash } = catalogSchema.parse(await readJson(entry, line, signal));
    return Buffer.from(packageHash, 'base64').toString('hex');
  } catch (error) {
    const isAbsent = error instanceof HubError && error.problem === 'not-found';
    if (isAbsent || error instanceof z.ZodError) return null;
    throw error;
  }
}

async function readJson(address: string, line: Line, signal: AbortSignal): Promise<unknown> {
  const { hub, path } = placeOf(address, line);
  const text = await retrying(hub, signal, async () => {
    const response = await requestOnce(hub, { path, signal });
    try {
      return await response.text();
    } catch (cause) {
      throw new HubError('no-network', `${address} broke off.`, { cause });
    }
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HubError('server', `${address} is no JSON: it may be a network's login page.`, {
      cause,
    });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new HubError('server', 'The answer is no index of a package feed.', {
    cause: result.error,
  });
}

function placeOf(address: string, line: Line): { hub: Hub; path: string } {
  const { origin, pathname, search } = new URL(address);
  return { hub: { ...line, address: origin, token: null }, path: pathname + search };
}

/** What will run in a process must not come over an open line because an index says so. */
function requireSameScheme(address: string, index: string): string {
  if (new URL(address).protocol === new URL(index).protocol) return address;
  throw new HubError('server', `${index} leads to ${address}, by another protocol.`);
}
