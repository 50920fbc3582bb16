/** Models whose UNet takes guidance as an input. None was read before: every model that is there has none. */
export const modelsThatTakeGuidance = `
ALTER TABLE models ADD COLUMN takes_guidance INTEGER NOT NULL DEFAULT 0 CHECK (takes_guidance IN (0, 1));
`;
