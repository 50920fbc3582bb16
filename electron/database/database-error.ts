export type DatabaseErrorCode =
  /** Another process holds the database. */
  | 'locked'
  /** The folder or the file cannot be read or created. */
  | 'inaccessible'
  /** The file is not an intact SQLite database. */
  | 'damaged'
  /** Written by a later version of Nishiki. */
  | 'too-new';

/** The gallery's database could not be opened. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  readonly file: string;

  constructor(code: DatabaseErrorCode, file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.file = file;
  }
}
