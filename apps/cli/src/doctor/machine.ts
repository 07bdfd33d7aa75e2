import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { findEmbeddedData, type Config } from '#platform';
import { ok, skipped, wrong, type Finding } from './check.js';

const NODE_MIN = [20, 19] as const;

export const checkNode = (version: string = process.versions.node): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return isNewEnough
    ? ok('Node.js', version)
    : wrong('Node.js', `${version}; ${NODE_MIN.join('.')} or newer is needed`);
};

export const checkDataFolder = async (dataDir: string): Promise<Finding> => {
  const name = 'data folder';
  const place = path.resolve(dataDir);
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) return skipped(name, `${place} is made at the first start`);
  if (!found.isDirectory()) return wrong(name, `${place} is no folder`);
  const isWritable = await access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) return wrong(name, `${place} cannot be written to`);
  const data = await findEmbeddedData(dataDir);
  const isElsewhere = data !== undefined && !data.startsWith(`${place}${path.sep}`);
  return ok(
    name,
    isElsewhere ? `${place}; its database is in ${data}, which is to be saved too` : place,
  );
};

const HEALTH_MS = 5_000;

/** Either our server answers, or its port is free. */
export const checkServer = async (
  url: string,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<Finding> => {
  const name = 'server';
  const response = await fetch(new URL('/v1/health/ready', url), {
    signal: AbortSignal.timeout(HEALTH_MS),
  }).catch(() => undefined);
  if (response?.ok) return ok(name, `${url} is ready`);
  if (response?.status === 503) return wrong(name, `${url} is not ready: ${await response.text()}`);
  if (response !== undefined)
    return wrong(name, `something else answers at ${url} (HTTP ${response.status})`);
  return (await isFree(host, port))
    ? skipped(name, `none runs; port ${port} is free`)
    : wrong(name, `port ${port} is taken, and no muledger answers there`);
};

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
