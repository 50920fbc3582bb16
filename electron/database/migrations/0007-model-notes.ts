/**
 * What the user says of a model, apart from what its files say, so that reading them again takes nothing of it away.
 * `given_name` is null where the model's own name is shown.
 */
export const modelNotes = `
ALTER TABLE models ADD COLUMN given_name TEXT;
ALTER TABLE models ADD COLUMN notes TEXT NOT NULL DEFAULT '';
`;
