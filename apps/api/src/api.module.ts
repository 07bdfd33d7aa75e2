import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { API_DEPENDENCIES, type ApiDependencies } from './api-dependencies.js';

/** The HTTP door. It decides nothing about quota; it turns requests into commands and queries, and answers into JSON. */
@Module({})
export class ApiModule {
  static with(dependencies: ApiDependencies): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      providers: [{ provide: API_DEPENDENCIES, useValue: dependencies }],
    };
  }
}
