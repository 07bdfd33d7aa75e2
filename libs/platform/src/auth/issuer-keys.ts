import { isIPv4 } from 'node:net';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../clock/clock.js';
import { IssuerUnavailable, TokenProblem } from './token-problem.js';

const TIMEOUT_MS = 5_000;
/** Bytes of a document of the issuer. */
const DOCUMENT_MAX = 1024 * 1024;
/** Milliseconds for which keys are believed, so long a key that was taken away is still good. */
const AGE_MAX = 5 * 60_000;
/** Milliseconds for which the last keys serve while the issuer is away. */
const OUTAGE_MAX = 24 * 60 * 60_000;
/** Milliseconds between two questions to the issuer. */
const PAUSE = 5_000;

interface Keys {
  readonly find: JWTVerifyGetKey;
  readonly ids: ReadonlySet<string>;
  readonly text: string;
  readonly fetchedAt: number;
}

/** The keys of an issuer, as it publishes them: found by discovery, fetched again when they are old or one is missing. */
export class IssuerKeys {
  private keys: Keys | undefined;
  private fetching: Promise<void> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private failure: unknown;
  /** Counts the sets of keys there were: what was verified by an earlier one is to be verified again. */
  generation = 0;

  constructor(
    private readonly issuer: string,
    private readonly clock: Clock,
  ) {
    checkedUrl(issuer);
  }

  /**
   * What finds the key of a token.
   * @throws {TokenProblem} the issuer has no key of this name
   * @throws {IssuerUnavailable} it cannot be asked, or was asked a moment ago
   */
  async for(keyId: string | undefined): Promise<JWTVerifyGetKey> {
    const known = this.usable(keyId);
    if (known !== undefined && this.ageOf(known) <= AGE_MAX) return known.find;
    const mayAsk = this.now() - this.askedAt >= PAUSE;
    if (mayAsk || this.fetching !== undefined) await (this.fetching ??= this.fetch());
    const keys = this.usable(keyId);
    // An issuer that is away takes nobody's keys away, for a while.
    if (keys !== undefined && this.ageOf(keys) <= OUTAGE_MAX) return keys.find;
    if (mayAsk && this.failure === undefined)
      throw new TokenProblem('token-invalid', 'the issuer has no key of this name');
    // It was asked a moment ago: a key that is new since then is found soon.
    throw new IssuerUnavailable(`${this.issuer} could not be asked for its keys`, {
      cause: this.failure,
    });
  }

  private usable(keyId: string | undefined): Keys | undefined {
    const { keys } = this;
    return keys !== undefined && (keyId === undefined || keys.ids.has(keyId)) ? keys : undefined;
  }

  private async fetch(): Promise<void> {
    this.askedAt = this.now();
    try {
      const address = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const text = await download(await this.keysAddress(address));
      const set: unknown = JSON.parse(text);
      if (!isKeySet(set)) throw new Error(`${address} leads to no set of keys`);
      if (text !== this.keys?.text) this.generation += 1;
      const ids = new Set(set.keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid])));
      this.keys = { find: createLocalJWKSet(set), ids, text, fetchedAt: this.now() };
      this.failure = undefined;
    } catch (error) {
      this.failure = error;
    } finally {
      this.fetching = undefined;
    }
  }

  private async keysAddress(address: string): Promise<string> {
    const document: unknown = JSON.parse(await download(address));
    if (typeof document !== 'object' || document === null || !('jwks_uri' in document))
      throw new Error(`${address} names no keys`);
    if (!('issuer' in document) || document.issuer !== this.issuer)
      throw new Error(`${address} is about another issuer`);
    return String(document.jwks_uri);
  }

  private ageOf({ fetchedAt }: Keys): number {
    return this.now() - fetchedAt;
  }

  private now(): number {
    return this.clock().getTime();
  }
}

/** Redirects are not followed: they could lead to keys that came without TLS. */
const download = async (address: string): Promise<string> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(checkedUrl(address), { signal, redirect: 'error' });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const body: ReadableStream<Uint8Array> | null = response.body;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length;
    if (bytes > DOCUMENT_MAX) {
      await reader?.cancel();
      throw new Error(`${address} answers more than ${DOCUMENT_MAX} bytes`);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString();
};

const isKeySet = (value: unknown): value is JSONWebKeySet =>
  typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);

/** By the address itself: a name may begin like one (`127.0.0.1.example.org`). */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  (isIPv4(hostname) && hostname.startsWith('127.'));

const checkedUrl = (text: string): URL => {
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw new Error(`${text}: keys that come without TLS can be anybody's`);
  return url;
};
