import { Injectable } from '@nestjs/common';

/** Which methods an address has, to tell a wrong method from a wrong address. */
@Injectable()
export class KnownRoutes {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  add(url: string, method: string | readonly string[]): void {
    const methods = typeof method === 'string' ? [method] : method;
    const pattern = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    this.routes.push({ pattern: new RegExp(`^${pattern}/?$`), methods });
  }

  methodsOf(url: string): readonly string[] {
    const path = url.split('?')[0] ?? '';
    return [
      ...new Set(
        this.routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])),
      ),
    ];
  }
}
