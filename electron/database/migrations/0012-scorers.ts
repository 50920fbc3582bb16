/** Which scorer has given a picture its score: scores of different ones cannot be compared. */
export const scorers = `
ALTER TABLE pictures ADD COLUMN scorer TEXT;
`;
