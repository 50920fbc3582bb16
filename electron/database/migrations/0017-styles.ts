/**
 * The user's prompt styles. `ja` and `en` are JSON of the contract's `styleFormSchema`, or null where a style leaves the
 * prompts of a language as they are. That no two names are the same is the service's business: the studio's own styles,
 * which count as well, are no rows.
 */
export const styles = `
CREATE TABLE styles (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  ja TEXT,
  en TEXT
) STRICT, WITHOUT ROWID;
`;
