const DEPTH_MAX = 10;
/** Of Node.js, where the other side is not who it should be. */
const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_CA/;

/**
 * Why a broker that was reached is of no use, as far as whoever set the connection up can help it; nothing for a broker that
 * is away.
 */
export const whyRefused = (error: unknown): string | undefined => {
  let one = error;
  for (let depth = 0; depth < DEPTH_MAX && one instanceof Error; depth += 1) {
    const code: unknown = 'code' in one ? one.code : undefined;
    if (typeof code === 'string' && CERTIFICATE.test(code))
      return `its certificate is not accepted (${one.message}); KAFKA_SSL_CA names the file of the authority`;
    if (one.name === 'KafkaJSSASLAuthenticationError')
      return 'it refuses the login; KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD say how';
    one = one.cause;
  }
  return undefined;
};
