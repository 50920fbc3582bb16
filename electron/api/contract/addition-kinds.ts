/** What the library holds: LoRAs, embeddings (textual inversions), and VAEs or TAESDs for the place of a model's own. */
export const additionKinds = ['lora', 'embedding', 'vae'] as const;
export type AdditionKind = (typeof additionKinds)[number];
