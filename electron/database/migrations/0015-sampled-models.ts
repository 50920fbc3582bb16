/**
 * `models.sampled`: a hash of samples of the files that a model with rewritten weights was imported from, which tells it
 * from other models of the same form before all of it has been read through. Null for models whose weights stay in place,
 * and for rows from before until the next start that finds their files.
 */
export const sampledModels = `
ALTER TABLE models ADD COLUMN sampled TEXT;
`;
