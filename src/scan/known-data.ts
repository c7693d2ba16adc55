/** Sorted hashes by source, base64: see known-values.ts. Written by test/clean/known-values.ts. */
export const KNOWN_VALUES = {
  examples: {
    "documentation of AWS, Stripe and jwt.io":
      "Gl1Eotyhlmkc4zFDJy3m6SyvwJcBSahPeDFLEb4uWBV6iY5Q29W4MH91Nn54gSVRqHTcicxJ97rG6ifFNPmT08eU+m0gxk77yyDTSnrdovXagW+fLBbmxeIbWXumucr66KBhS2dHoG/y1soWUVAz5Q==",
  },
  published: {},
  keys: {},
};
