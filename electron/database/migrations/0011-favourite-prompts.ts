/** Prompts that the user wants to find again, whatever was printed since. */
export const favouritePrompts = `
ALTER TABLE prompts ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
CREATE INDEX favourite_prompts_by_use ON prompts (last_used_at DESC) WHERE favourite = 1 AND removed_at IS NULL;
`;
