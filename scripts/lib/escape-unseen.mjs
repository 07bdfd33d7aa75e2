const UNSEEN = /(?! )[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffd]/gu;

/** JSON with the characters that nobody sees escaped: they stand in patterns of texts, and an editor would lose them. */
export const escapeUnseen = (json) =>
  json.replaceAll(UNSEEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
