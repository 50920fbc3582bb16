/**
 * Address of a Redis or Valkey without user and password, for screens and logs.
 *
 * @param url one that the contract's schema has passed
 */
export function showAddress(url: string): string {
  const parsed = new URL(url);
  parsed.username = '';
  parsed.password = '';
  parsed.search = '';
  return parsed.href.replace(/\/$/, '');
}
