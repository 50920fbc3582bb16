/** A text file's bytes: UTF-8 (a byte order mark goes), or Shift_JIS as older Japanese editors write it. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
