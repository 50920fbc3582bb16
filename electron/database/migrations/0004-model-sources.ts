/**
 * Models may be single files, and be read in other ways than their files say by themselves.
 *
 * - `path` was `folder`.
 * - `options` is JSON of the contract's schema.
 * - `rewritten` names the file below the studio's own `models/` that holds weights which cannot be used in place.
 */
export const modelSources = `
ALTER TABLE models RENAME COLUMN folder TO path;
ALTER TABLE models ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE models ADD COLUMN inpainting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE models ADD COLUMN prediction_type TEXT NOT NULL DEFAULT 'epsilon';
ALTER TABLE models ADD COLUMN rewritten TEXT;
ALTER TABLE models ADD COLUMN rewritten_bytes INTEGER NOT NULL DEFAULT 0;
`;
