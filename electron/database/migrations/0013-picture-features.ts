/**
 * What a scorer sees in a picture: the vector of length 1 that it compares with words, float16. Kept from scoring, so that
 * the gallery can be searched by meaning.
 */
export const pictureFeatures = `
CREATE TABLE picture_features (
  picture_id TEXT PRIMARY KEY,
  scorer TEXT NOT NULL,
  feature BLOB NOT NULL
);
CREATE INDEX picture_features_by_scorer ON picture_features (scorer);
CREATE TRIGGER picture_features_go AFTER DELETE ON pictures BEGIN
  DELETE FROM picture_features WHERE picture_id = old.id;
END;
`;
