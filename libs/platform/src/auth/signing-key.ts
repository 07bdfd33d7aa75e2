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
  await assertOwn(file);
  const jwk = parsed(await readFile(file, 'utf8'), file);
  if (typeof jwk !== 'object' || jwk === null || !('d' in jwk) || !('x' in jwk))
    throw new Error(`${file} holds no private key`);
  return { kty: 'OKP', crv: 'Ed25519', x: String(jwk.x), d: String(jwk.d) };
};

/** Whoever can put a key there can issue tokens: key and folder must be ours alone. */
const assertOwn = async (file: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = path.dirname(file);
  const [key, around, data] = [
    await stat(file),
    await stat(folder),
    await stat(path.dirname(folder)),
  ];
  if ((key.mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others; close it with: chmod 600 ${file}`);
  if ((around.mode & 0o022) !== 0)
    throw new Error(`others can write to ${folder}; close it with: chmod 700 ${folder}`);
  const me = process.getuid?.();
  // Root also serves the folder of another user, and takes no key from a third one.
  const known = me === 0 ? [0, data.uid] : [me];
  for (const [what, { uid }] of [
    [file, key],
    [folder, around],
  ] as const)
    if (me !== undefined && !known.includes(uid))
      throw new Error(`${what} belongs to another user (${uid}); its key could be theirs`);
};

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: restore it, or remove it to have a new key made`, {
      cause: error,
    });
  }
};

const imported = async (jwk: JWK): Promise<CryptoKey> => {
  const key = await importJWK(jwk, 'EdDSA');
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key cannot sign tokens');
  return key;
};

/**
 * Loads the key kept in `dataDir`, which is made on first use and readable by its owner only.
 * @param mayMake false while a server runs on the folder: it would take no token of a new key
 */
export const loadSigningKey = async (dataDir: string, mayMake = true): Promise<SigningKey> => {
  const file = path.join(dataDir, 'auth', 'signing-key.json');
  const exists = await stat(file).catch(() => undefined);
  if (!exists && !mayMake)
    throw new Error(
      `${file} is gone, and the server that runs was started with it: put it back, or restart the server to make a new key`,
    );
  if (!exists) await createKeyFile(file);
  const { d, ...publicJwk } = await readJwk(file);
  return {
    keyId: await calculateJwkThumbprint(publicJwk),
    privateKey: await imported(d === undefined ? publicJwk : { ...publicJwk, d }),
    publicKey: await imported(publicJwk),
  };
};
