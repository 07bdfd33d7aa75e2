import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ApiRequest } from '../access/api-request.js';
import { HttpProblem } from '../problems/http-problem.js';
import { askForBody } from './ask-for-body.js';

export interface BodyLimits {
  /** Of one body. */
  readonly bytesMax: number;
  /** Milliseconds in which no byte of a body may come. */
  readonly idleMs?: number;
  /** Bodies of full size that one caller may have under way at once. */
  readonly bodiesOfCallerMax?: number;
  /** The same for all callers together. */
  readonly bodiesMax?: number;
}

const IDLE_MS = 15_000;
const BODIES_OF_CALLER_MAX = 4;
const BODIES_MAX = 32;

interface Reading {
  readonly caller: string;
  readonly chunks: Buffer[];
  bytes: number;
  lastAt: number;
  readonly fail: (error: Error) => void;
}

/**
 * Reads bodies within bounds of size, time and memory. A caller that sends halves of bodies and stops is cut off, and can
 * neither fill the memory nor take the room of others.
 */
export class BodyReader {
  private readonly open = new Set<Reading>();
  private readonly bytesOf = new Map<string, number>();
  private bytesOfAll = 0;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(private readonly limits: BodyLimits) {}

  /** In the parts in which it came. @throws {HttpProblem} it is too large, too slow, or there is no room for it now */
  read(request: FastifyRequest): Promise<readonly Buffer[]> {
    const { raw, headers } = request;
    if (Number(headers['content-length'] ?? 0) > this.limits.bytesMax)
      return Promise.reject(new HttpProblem('body-too-large'));
    return new Promise((resolve, reject) => {
      const reading: Reading = {
        ...{ caller: callerOf(request), chunks: [], bytes: 0, lastAt: performance.now() },
        fail: (error) => {
          this.end(reading, raw, listeners);
          raw.resume();
          reject(error);
        },
      };
      const listeners: Listeners = {
        data: (chunk) => this.take(reading, chunk),
        end: () => {
          this.end(reading, raw, listeners);
          resolve(reading.chunks);
        },
        // Nobody is there to be answered; the request must come to an end all the same.
        close: () => reading.fail(new HttpProblem('request-timeout')),
        error: () => reading.fail(new HttpProblem('request-timeout')),
      };
      this.open.add(reading);
      this.sweep();
      raw.on('data', listeners.data).on('end', listeners.end);
      raw.on('close', listeners.close).on('error', listeners.error);
      askForBody(raw);
    });
  }

  private take(reading: Reading, chunk: Buffer): void {
    const { bytesMax, bodiesOfCallerMax = BODIES_OF_CALLER_MAX } = this.limits;
    const { bodiesMax = BODIES_MAX } = this.limits;
    reading.chunks.push(chunk);
    reading.bytes += chunk.length;
    reading.lastAt = performance.now();
    this.bytesOfAll += chunk.length;
    const ofCaller = (this.bytesOf.get(reading.caller) ?? 0) + chunk.length;
    this.bytesOf.set(reading.caller, ofCaller);
    if (reading.bytes > bytesMax) reading.fail(new HttpProblem('body-too-large'));
    else if (ofCaller > bytesMax * bodiesOfCallerMax)
      reading.fail(new HttpProblem('too-many-requests'));
    else if (this.bytesOfAll > bytesMax * bodiesMax) reading.fail(new HttpProblem('overloaded'));
  }

  private end(reading: Reading, raw: IncomingMessage, listeners: Listeners): void {
    if (!this.open.delete(reading)) return;
    raw.off('data', listeners.data).off('end', listeners.end);
    raw.off('close', listeners.close).off('error', listeners.error);
    // An error that comes later has nobody to be told to, and unheard it would end the process.
    raw.on('error', ignore);
    const { caller, bytes } = reading;
    this.bytesOfAll -= bytes;
    const left = (this.bytesOf.get(caller) ?? 0) - bytes;
    if (left > 0) this.bytesOf.set(caller, left);
    else this.bytesOf.delete(caller);
  }

  /** Looks for bodies that have stopped, as long as any are under way: a timer for each would cost every request. */
  private sweep(): void {
    const { idleMs = IDLE_MS } = this.limits;
    this.sweeping ??= setInterval(
      () => {
        const now = performance.now();
        for (const reading of this.open)
          if (now - reading.lastAt > idleMs) reading.fail(new HttpProblem('request-timeout'));
        if (this.open.size > 0) return;
        clearInterval(this.sweeping);
        this.sweeping = undefined;
      },
      Math.min(1_000, idleMs),
    ).unref();
  }
}

interface Listeners {
  readonly data: (chunk: Buffer) => void;
  readonly end: () => void;
  readonly close: () => void;
  readonly error: () => void;
}

const callerOf = ({ identity }: FastifyRequest & Partial<Pick<ApiRequest, 'identity'>>): string =>
  identity === undefined ? '' : `${identity.sub} ${identity.unit ?? ''}`;

const ignore = (): void => undefined;
