export type PictureFileErrorCode =
  /** Of no format that is read here. */
  | 'unknown-format'
  /** The file ends before what it announces. */
  | 'truncated'
  /** What the file says about itself breaks its own format. */
  | 'bad-metadata'
  /** The pixels are cut off, damaged or too many. */
  | 'bad-pixels'
  /** A text that its place in the file has no room for. */
  | 'too-large';

/** The bytes are not a picture file that can be read, or cannot take what is to be written into them. */
export class PictureFileError extends Error {
  override readonly name = 'PictureFileError';
  readonly code: PictureFileErrorCode;

  constructor(code: PictureFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
