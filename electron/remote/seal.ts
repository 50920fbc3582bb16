import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What passes through Redis is sealed with the token that studio and workers share: Redis, and whoever else can read or
 * write it, neither sees a prompt or a picture nor can hand a worker a task or the studio a picture of its own.
 */
export interface Seal {
  /** Name of the queue. Another token is another queue: workers never meet what they cannot open. */
  readonly queueName: string;
  /**
   * AES-256-GCM: 12 bytes of nonce, 16 bytes of tag, the rest.
   * @param place what it is and where it belongs; only the same place opens it
   */
  close(place: string, bytes: Uint8Array): Buffer;
  /** @throws SealError for what was not sealed with this token, for this place, or was changed on its way */
  open(place: string, sealed: Uint8Array): Buffer;
  /** JSON as text, for the fields of BullMQ that hold no bytes. */
  closeJson(place: string, value: unknown): string;
  /** @throws SealError as `open` */
  openJson(place: string, sealed: string): unknown;
}

/** Changes whenever studio and workers of different builds would misunderstand each other. */
const protocol = 1;
const nonceLength = 12;
const tagLength = 16;

export class SealError extends Error {
  override readonly name = 'SealError';
}

export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether it is as long and as random as `createToken` makes them, as far as that can be seen. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

export function createSeal(token: string): Seal {
  const derive = (use: string, length: number) =>
    Buffer.from(hkdfSync('sha256', token, '', `nishiki remote ${protocol} ${use}`, length));
  const key = derive('key', 32);

  function close(place: string, bytes: Uint8Array): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  function open(place: string, sealed: Uint8Array): Buffer {
    if (sealed.byteLength < nonceLength + tagLength) throw foreign(place);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
    try {
      const body = decipher.update(sealed.subarray(nonceLength + tagLength));
      return Buffer.concat([body, decipher.final()]);
    } catch (cause) {
      throw foreign(place, cause);
    }
  }

  return {
    queueName: `prints-${protocol}-${derive('queue name', 8).toString('hex')}`,
    close,
    open,
    closeJson: (place, value) =>
      close(place, Buffer.from(JSON.stringify(value))).toString('base64'),
    openJson: (place, sealed) =>
      JSON.parse(open(place, Buffer.from(sealed, 'base64')).toString('utf8')) as unknown,
  };
}

function foreign(place: string, cause?: unknown): SealError {
  return new SealError(
    `What came as ${place} was not sealed with this studio's token, or was changed on its way.`,
    { cause },
  );
}
