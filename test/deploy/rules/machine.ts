import type { Instruction, Node } from '../deployed.js';
import { isPinned } from './containers.js';
import { environmentFaults } from './environment.js';
import { at, list, node, text } from './read.js';

/** What the validator puts in the place of every secret. */
const STAND_IN = 'checked0only';
const SECRET = /PASSWORD|TOKEN|SECRET/;

/** What is wrong with the compose file. */
export const composeFaults = (compose: Node, variables: ReadonlySet<string>): string[] =>
  Object.entries(node(compose['services'])).flatMap(([name, service]) => {
    const environment = Object.fromEntries(
      Object.entries(node(at(service, 'environment'))).map(([key, value]) => [key, text(value)]),
    );
    const own = at(service, 'build') !== undefined;
    const faults = own
      ? [...confinement(node(service)), ...environmentFaults(environment, variables)]
      : [];
    if (!isPinned(text(at(service, 'image')))) faults.push('its image is not pinned');
    for (const [key, value] of Object.entries(environment))
      if (
        (SECRET.test(key) && value !== STAND_IN) ||
        (/:\/\/[^/]*:[^/]*@/.test(value) && !value.includes(`:${STAND_IN}@`))
      )
        faults.push(`${key} stands in clear text`);
    for (const port of list(at(service, 'ports')))
      if (at(port, 'host_ip') !== '127.0.0.1')
        faults.push(`port ${text(at(port, 'published'))} is open to all`);
    const grace = seconds(text(at(service, 'stop_grace_period')));
    const shutdown = Number(environment['MULEDGER_SHUTDOWN_MS'] ?? 20_000) / 1000;
    if (!(grace > shutdown)) faults.push(`it is killed after ${grace} s`);
    return faults.map((fault) => `${name}: ${fault}`);
  });

/** `30s`, `1m0s`. */
const seconds = (duration: string): number => {
  const [, minutes = '0', rest = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return Number(minutes) * 60 + Number(rest);
};

const confinement = (service: Node): string[] => {
  const faults: string[] = [];
  if (service['read_only'] !== true) faults.push('it may write to its image');
  if (!list(service['cap_drop']).includes('ALL')) faults.push('it keeps capabilities');
  if (!list(service['security_opt']).includes('no-new-privileges:true'))
    faults.push('it may gain privileges');
  if (!list(service['tmpfs']).includes('/tmp')) faults.push('it cannot write to /tmp');
  if (service['mem_limit'] === undefined) faults.push('it has no memory limit');
  return faults;
};

/** What is wrong with the Dockerfile, beyond what its linter says. */
export const dockerfileFaults = (dockerfile: readonly Instruction[]): string[] => {
  const faults: string[] = [];
  const stages = dockerfile.filter(({ keyword }) => keyword === 'FROM');
  if (stages.length < 2) faults.push('it has one stage: the compiler stays in the image');
  for (const { text } of stages)
    if (!isPinned(text.split(/\s+/)[1] ?? '')) faults.push(`${text} is not pinned`);
  const last = dockerfile.filter(({ stage }) => stage === stages.length - 1);
  const user = last.findLast(({ keyword }) => keyword === 'USER')?.text ?? '';
  // A cluster that asks for runAsNonRoot cannot tell what a name stands for.
  if (!/^USER [1-9]\d*(:[1-9]\d*)?$/.test(user)) faults.push('it does not run as a numbered user');
  for (const { text, keyword } of last)
    if (keyword === 'COPY' && !text.includes('--from=build'))
      faults.push(`${text} takes what was not built`);
  if (!last.some(({ keyword }) => keyword === 'HEALTHCHECK')) faults.push('it has no health check');
  return faults;
};
