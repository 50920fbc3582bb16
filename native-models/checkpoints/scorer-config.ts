/** Configurations of the networks that look at pictures and texts: scorers and the safety checker. */

/** transformers `CLIPVisionConfig`. */
export interface ClipVisionConfig extends TransformerSize {
  readonly kind: 'clip';
  /** Side of the square pictures it takes. */
  readonly imageSize: number;
  readonly patchSize: number;
  readonly hiddenAct: 'quick_gelu' | 'gelu';
}

/** transformers `ViTConfig`. */
export interface VitConfig extends TransformerSize {
  readonly kind: 'vit';
  readonly imageSize: number;
  readonly patchSize: number;
}

/** transformers `BertConfig` and `RobertaConfig`, whose networks differ in nothing that is used here. */
export interface BertConfig extends TransformerSize {
  readonly kind: 'bert';
  readonly vocabSize: number;
  readonly maxPositionEmbeddings: number;
  readonly typeVocabSize: number;
}

interface TransformerSize {
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly layerNormEps: number;
}
