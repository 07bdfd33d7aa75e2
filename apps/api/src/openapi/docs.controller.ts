import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ApiReply } from '../access/api-request.js';
import { Asks, Offers } from '../access/asks.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ApiDescription } from './api-description.js';

/** Files of Swagger UI that a browser may have, with their types. Nothing is fetched from elsewhere. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<title>muledger 亩账</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#swagger-ui', persistAuthorization: false });\n`;
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** The API for people to read and try. */
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly description: ApiDescription) {}

  @Get('v1/openapi.json')
  @Asks('open')
  openapi(@Res() reply: ApiReply): void {
    reply.header('content-type', 'application/json; charset=utf-8').send(this.description.json());
  }

  @Get('docs')
  @Asks('open')
  @Offers('text/html')
  page(@Res() reply: ApiReply): void {
    reply.header('content-security-policy', POLICY);
    reply.header('content-type', 'text/html; charset=utf-8').send(PAGE);
  }

  @Get('docs/:asset')
  @Asks('open')
  @Offers('text/css', 'text/javascript', 'image/png')
  async asset(@Param('asset') asset: string, @Res() reply: ApiReply): Promise<void> {
    if (asset === 'start.js') {
      reply.header('content-type', 'text/javascript; charset=utf-8').send(START);
      return;
    }
    const type = Object.hasOwn(ASSETS, asset) ? ASSETS[asset] : undefined;
    if (type === undefined)
      throw new HttpProblem('not-found', { what: { zh: '该文件', en: 'such file' } });
    const bytes = await readFile(join(assetsDir(), asset));
    reply.header('cache-control', 'public, max-age=86400').header('content-type', type).send(bytes);
  }
}

/** Swagger UI comes with @nestjs/swagger, so it is looked for where that would find it. */
const assetsDir = (): string => {
  const fromHere = createRequire(import.meta.url);
  const fromSwagger = createRequire(fromHere.resolve('@nestjs/swagger'));
  return dirname(fromSwagger.resolve('swagger-ui-dist/package.json'));
};
