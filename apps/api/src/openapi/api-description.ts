import { Injectable, type INestApplication } from '@nestjs/common';
import { complete } from './complete.js';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The description of the API (OpenAPI 3.1), made of the routes and the classes of their bodies. */
@Injectable()
export class ApiDescription {
  private app: INestApplication | undefined;
  private text: string | undefined;

  /** The application whose routes are described. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  document(): OpenAPIObject {
    if (this.app === undefined) throw new Error('no application was given to describe');
    const head = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('muledger 亩账')
      .setVersion('1')
      .setDescription(DESCRIPTION)
      .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
      .addSecurityRequirements('bearer')
      .build();
    return complete(SwaggerModule.createDocument(this.app, head, { autoTagControllers: false }));
  }

  /** As JSON; made when it is first asked for. */
  json(): string {
    this.text ??= JSON.stringify(this.document());
    return this.text;
  }
}

const DESCRIPTION = `The ledger of record for land quota (用地指标).

Amounts are texts with their unit: "300 mu", "20.0000 ha", "1.3万亩". Every write needs an \`Idempotency-Key\`, which
becomes the id of the entry: sent again it answers what it answered first. \`?dryRun=true\` decides and records nothing.
Every answer that is no success is a problem document (RFC 9457) with a stable \`code\`.`;
