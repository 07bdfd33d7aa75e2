import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { negotiateLanguage, problemContentType, type ProblemFacts } from '#platform';
import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { named } from '../request-id.js';
import { OutageLog } from './outage-log.js';
import { problemDocument, problemOf } from './answer-problem.js';
import type { Problem } from './problem.js';
import { KnownRoutes } from './known-routes.js';

/** Seconds after which it is worth to send a request again that found no room or no store. */
const RETRY_AFTER = 2;

/** The one place where an error becomes an answer: always a problem document, never a stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly outages: OutageLog;

  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly routes: KnownRoutes,
  ) {
    this.outages = new OutageLog(door.logger);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<ApiRequest>(), http.getResponse<ApiReply>());
  }

  answer(error: unknown, request: ApiRequest, reply: ApiReply): void {
    const { headers, method, url } = request;
    const problem = this.found(problemOf(error), method, url, reply);
    if (problem.code === 'store-unavailable' || problem.code === 'log-damaged')
      this.outages.tell(error);
    if (problem.defect) this.door.logger.error({ err: error, ...named(request) }, 'defect');
    const document = problemDocument(
      { ...problem, facts: this.factsOf(problem) },
      negotiateLanguage(headers['accept-language']),
    );
    // An answer that has begun cannot be turned into a problem: the reader sees that it breaks off.
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (document.status === 401) reply.header('www-authenticate', 'Bearer');
    if (document.status === 503 || document.status === 429)
      reply.header('retry-after', problem.retryAfter ?? RETRY_AFTER);
    // Serialised here: Fastify would try to choose a serialiser by the content type.
    reply.code(document.status).header('content-type', problemContentType);
    reply.send(JSON.stringify(document));
  }

  /** With what only this process knows. */
  private factsOf({ code, facts }: Problem): ProblemFacts {
    if (code === 'body-too-large') return { bytesMax: apiLimits(this.door).bodyBytesMax };
    const building = code === 'read-model-behind' ? this.door.building?.() : undefined;
    return building === undefined ? facts : { ...facts, building };
  }

  /** An address that is there and not for this method. */
  private found(problem: Problem, method: string, url: string, reply: ApiReply): Problem {
    if (problem.code !== 'not-found') return problem;
    const methods = this.routes.methodsOf(url);
    if (methods.length === 0 || methods.includes(method)) return problem;
    reply.header('allow', methods.join(', '));
    return { code: 'method-not-allowed', facts: {} };
  }
}
