/** Why the server cannot start, in words for whoever started it. It needs no stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    message: string,
    /** 1: something is in the way; 2: it was asked for something that does not exist. */
    readonly exitCode: 1 | 2 = 1,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
