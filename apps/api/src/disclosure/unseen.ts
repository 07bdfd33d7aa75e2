import { NotThere } from '#read-models';

/**
 * The answer about what its reader does not see. It is that of a name that nobody has: another one would tell that the
 * entry or lot is there, and ids can be guessed.
 */
export const unseen = (what: NotThere['what'], id: string): NotThere => new NotThere(what, id);
