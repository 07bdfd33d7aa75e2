import { PassThrough } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { BodyReader, type BodyLimits } from './body-reader.js';

const LIMITS = { bytesMax: 100, idleMs: 50, bodiesOfCallerMax: 2, bodiesMax: 3 };

/** A request as far as a reader of bodies looks at it. */
const requestOf = (sub: string) => {
  const raw = new PassThrough();
  const request = { raw, headers: {}, identity: { sub } };
  return { raw, request: request as unknown as FastifyRequest };
};
const codeOf = (reading: Promise<readonly Buffer[]>): Promise<string> =>
  reading.then(
    (chunks) => `read ${Buffer.concat(chunks).length}`,
    (error: unknown) => (error instanceof Error ? error.message : 'failed'),
  );
const reader = (more: Partial<BodyLimits> = {}): BodyReader =>
  new BodyReader({ ...LIMITS, ...more });

describe('H-04 a reader of bodies', () => {
  it('gives a body that comes in parts', async () => {
    const { raw, request } = requestOf('a');
    const reading = codeOf(reader().read(request));
    raw.write('12');
    raw.end('345');
    expect(await reading).toBe('read 5');
  });

  it('ends one that stops half way', async () => {
    const { raw, request } = requestOf('a');
    const reading = codeOf(reader().read(request));
    raw.write('12');
    expect(await reading).toBe('request-timeout');
  });

  it('ends one that is too large, and one whose sender is gone', async () => {
    const bodies = reader();
    const [large, gone] = [requestOf('a'), requestOf('b')];
    const readings = [codeOf(bodies.read(large.request)), codeOf(bodies.read(gone.request))];
    large.raw.write('x'.repeat(101));
    gone.raw.destroy();
    expect(await Promise.all(readings)).toEqual(['body-too-large', 'request-timeout']);
  });

  it('bounds what one caller has under way, and what all have', async () => {
    const bodies = reader({ idleMs: 10_000 });
    const [one, two, three] = [requestOf('a'), requestOf('a'), requestOf('a')];
    const readings = [one, two, three].map(({ request }) => codeOf(bodies.read(request)));
    for (const { raw } of [one, two, three]) raw.write('x'.repeat(90));
    expect(await readings[2]).toBe('too-many-requests');
    const others = [requestOf('b'), requestOf('c')];
    const theirs = others.map(({ request }) => codeOf(bodies.read(request)));
    for (const { raw } of others) raw.write('x'.repeat(90));
    expect(await theirs[1]).toBe('overloaded');
    for (const { raw } of [one, two, ...others]) raw.end();
    expect(await Promise.all([readings[0], readings[1], theirs[0]])).toEqual([
      ...['read 90', 'read 90', 'read 90'],
    ]);
    // What they held is free again.
    const late = requestOf('a');
    const reading = codeOf(bodies.read(late.request));
    late.raw.end('x'.repeat(90));
    expect(await reading).toBe('read 90');
  });
});
