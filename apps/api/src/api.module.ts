import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGuard } from './access/access.guard.js';
import { MeController } from './access/me.controller.js';
import { BalancesController } from './balances/balances.controller.js';
import { StatementsController } from './balances/statements.controller.js';
import { EntriesController } from './entries/entries.controller.js';
import { JournalController } from './journal/journal.controller.js';
import { EventsController } from './log/events.controller.js';
import { OwnLedger } from './log/own-ledger.js';
import { StreamController } from './log/stream.controller.js';
import { StreamReaders } from './log/stream/stream-readers.js';
import { LotsController } from './lots/lots.controller.js';
import { LedgerToday } from './reads/ledger-today.js';
import { LedgerReader, ReadLedgerHandler } from './reads/read-ledger.js';
import { ReservationsController } from './reservations/reservations.controller.js';
import { UnitsController } from './units/units.controller.js';
import { API_DEPENDENCIES, type ApiDependencies } from './api-dependencies.js';
import { AnswersFor } from './disclosure/answers-for.js';
import { HealthController } from './health/health.controller.js';
import { BatchesController } from './ledger/batches/batches.controller.js';
import { entryController } from './ledger/entry.controller.js';
import { PostCommands } from './ledger/commands/post-commands.js';
import { ENTRY_ROUTES } from './ledger/entry-routes.js';
import {
  ExecuteLedgerBatchHandler,
  ExecuteLedgerCommandHandler,
} from './ledger/execute-ledger-command.js';
import { LedgersController } from './ledger/ledgers.controller.js';
import { PostEntry } from './ledger/post-entry.js';
import { NoOpController } from './measuring/no-op.controller.js';
import { ApiDescription } from './openapi/api-description.js';
import { DocsController } from './openapi/docs.controller.js';
import { KnownRoutes } from './problems/known-routes.js';
import { ProblemFilter } from './problems/problem.filter.js';

/** The HTTP door. It decides nothing about quota; it turns requests into commands and queries, and answers into JSON. */
@Module({})
export class ApiModule {
  static with(dependencies: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        LedgersController,
        BatchesController,
        ...ENTRY_ROUTES.map(entryController),
        BalancesController,
        StatementsController,
        JournalController,
        EntriesController,
        LotsController,
        ReservationsController,
        UnitsController,
        EventsController,
        StreamController,
        MeController,
        HealthController,
        DocsController,
        ...(dependencies.noOpRoute === true ? [NoOpController] : []),
      ],
      providers: [
        { provide: API_DEPENDENCIES, useValue: dependencies },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        ApiDescription,
        KnownRoutes,
        AnswersFor,
        PostEntry,
        PostCommands,
        LedgerToday,
        LedgerReader,
        OwnLedger,
        StreamReaders,
        ReadLedgerHandler,
        ExecuteLedgerCommandHandler,
        ExecuteLedgerBatchHandler,
      ],
    };
  }
}
