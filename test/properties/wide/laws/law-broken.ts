/** Thrown where a law is broken; the message says which and by what. */
export class LawBroken extends Error {}
