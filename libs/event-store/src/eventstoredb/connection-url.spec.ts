import { checkConnectionUrl } from './connection-url.js';

describe('an EventStoreDB URL', () => {
  it.each([
    'esdb://localhost',
    'esdb://admin:changeit@node1:2113?tls=true&tlsCAFile=/etc/ca.pem',
    'esdb://node1:2113,node2:2113,node3:2113?nodePreference=leader&keep_alive_interval=10000',
    'esdb+discover://admin:p%40ss@cluster.example:2113?maxDiscoverAttempts=3',
  ])('may be %s', (url) => {
    expect(() => checkConnectionUrl(url)).not.toThrow();
  });

  it.each([
    ['another scheme', 'http://admin:secret@localhost:2113', 'esdb://'],
    ['nothing behind the scheme', 'esdb://', 'esdb://'],
    ['an option nobody knows', 'esdb://admin:secret@localhost?tlss=true', 'tlss'],
    ['an option without effect', 'esdb://admin:secret@localhost?tlsVerifyCert=false', 'tlsCAFile'],
  ])('may not have %s, and the refusal keeps the secret', (_, url, named) => {
    expect(() => checkConnectionUrl(url)).toThrow(named);
    expect(() => checkConnectionUrl(url)).not.toThrow('secret');
  });
});
