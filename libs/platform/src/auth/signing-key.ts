import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import { hasErrorCode } from '../errors/error-code.js';

/** The Ed25519 key pair that signs local tokens. */
export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

const createKeyFile = async (file: string): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  try {
    // A link fails when the name exists: of two processes that start at once, one key wins.
    await link(unfinished, file);
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
};

const readJwk = async (file: string): Promise<JWK> => {
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others; close it with: chmod 600 ${file}`);
  const jwk: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (typeof jwk !== 'object' || jwk === null || !('d' in jwk) || !('x' in jwk))
    throw new Error(`${file} holds no private key`);
  return { kty: 'OKP', crv: 'Ed25519', x: String(jwk.x), d: String(jwk.d) };
};

const imported = async (jwk: JWK): Promise<CryptoKey> => {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key cannot sign tokens');
  return key;
};

/** Loads the key kept in `dataDir`, which is made on first use and readable by its owner only. */
export const loadSigningKey = async (dataDir: string): Promise<SigningKey> => {
  const file = path.join(dataDir, 'auth', 'signing-key.json');
  const exists = await stat(file).catch(() => undefined);
  if (!exists) await createKeyFile(file);
  const { d, ...publicJwk } = await readJwk(file);
  return {
    keyId: await calculateJwkThumbprint(publicJwk),
    privateKey: await imported(d === undefined ? publicJwk : { ...publicJwk, d }),
    publicKey: await imported(publicJwk),
  };
};
