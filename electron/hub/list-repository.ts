import { z } from 'zod';
import { HubError } from './hub-error.ts';
import { type Hub, readText, requestOnce, retrying } from './hub-request.ts';

/** A file as the hub lists it. */
export interface HubFile {
  /** Below the repository, with slashes: checked to lead nowhere else. */
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
}

/**
 * Large files are known by their SHA-256, all others by their Git object's SHA-1; packages of a feed by their SHA-512. In
 * hexadecimal digits. `none`: nothing is known of the content, the value only tells the file from others of its name.
 */
export interface Digest {
  readonly kind: 'sha256' | 'sha512' | 'git' | 'none';
  readonly value: string;
}

export interface HubRepository {
  /** The commit that the revision means at this moment. */
  readonly commit: string;
  readonly files: readonly HubFile[];
}

/** A hundred thousand files, which no model has. */
const mostListingBytes = 64 * 2 ** 20;

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const listingSchema = z.object({
  sha: hex(40),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().min(0),
      blobId: z.string(),
      lfs: z.object({ sha256: hex(64) }).nullish(),
    }),
  ),
});

/**
 * What a repository holds at a revision.
 *
 * @param name `owner/name`
 * @throws HubError; the signal's reason
 */
export async function listRepository(
  hub: Hub,
  name: string,
  revision: string,
  signal: AbortSignal,
): Promise<HubRepository> {
  const path = `/api/models/${name}/revision/${encodeURIComponent(revision)}?blobs=true`;
  // Nothing is under way that would be worth a longer wait: whoever is offline hears it soon.
  const brief = { ...hub, retryDelays: hub.retryDelays.slice(0, 2) };
  const listing = await retrying(brief, signal, async () =>
    parseListing(
      await readText(await requestOnce(hub, { path, signal }), hub, mostListingBytes, signal),
    ),
  );
  const files = listing.siblings.map(({ rfilename, size, blobId, lfs }): HubFile => {
    requireSafePath(rfilename);
    const digest: Digest = lfs
      ? { kind: 'sha256', value: lfs.sha256 }
      : { kind: 'git', value: blobId };
    return { path: rfilename, size, digest };
  });
  return { commit: listing.sha, files };
}

function parseListing(text: string): z.infer<typeof listingSchema> {
  try {
    return listingSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new HubError('server', 'The answer is no list of files of a model hub.', {
      cause: error,
    });
  }
}

/** A name becomes a path on this machine: nothing may lead out of the folder, on any system. */
function requireSafePath(path: string): void {
  const isSafe = path
    .split('/')
    .every((part) => /^[^\\:*?"<>|\p{Cc}]+$/u.test(part) && part !== '.' && part !== '..');
  if (!isSafe) throw new HubError('server', `The hub lists a file that cannot be: ${path}`);
}
