/** The account's client, and our one container in it. */
import {
  type Container,
  CosmosClient,
  type CosmosClientOptions,
  type IndexingPolicy,
  PartitionKeyKind,
} from '@azure/cosmos';
import { type Ask, statusOf } from './upstream.ts';

export interface StoreOptions {
  /** the account, `https://<account>.documents.azure.com`, or an emulator over plain http */
  endpoint: string;
  database: string;
  /** absent: `log` */
  container?: string;
  /** absent: `credential` is used; an emulator needs neither */
  key?: string;
  /** a TokenCredential of @azure/identity; its role must cover the data, and the creation if that is left to us */
  credential?: CosmosClientOptions['aadCredentials'];
  /** how long to wait for one answer, the SDK's own retries included; absent: 5,000 ms */
  timeoutMs?: number;
}

/** Only what is queried; without its path here, not even the partition key is indexed. */
const indexed = [
  'logKey',
  'type',
  'seq',
  'due',
  'kind',
  'open',
  'number',
  'providerNumber',
  'closedAt',
  'trouble',
  'oldestText',
];

const indexingPolicy: IndexingPolicy = {
  automatic: true,
  indexingMode: 'consistent',
  includedPaths: [...indexed.map((field) => `/${field}/?`), '/storms/[]/?', '/threads/[]/?'].map((path) => ({
    path,
  })),
  excludedPaths: [{ path: '/*' }],
};

const named = 'log';

/** Opens the container and creates it, and its database, where they are absent. Throws Upstream. */
export async function openContainer(options: StoreOptions, ask: Ask, timeoutMs: number): Promise<Container> {
  const { database: id, container = named } = options;
  const client = clientOf(options, timeoutMs);
  const database = client.database(id);
  await unlessThere(() =>
    ask(`create database ${id}`, 'writes', (abortSignal) =>
      client.databases.createIfNotExists({ id }, { abortSignal }),
    ),
  );
  // version 2: a key may have 2 KB, where version 1 tells keys apart by their first 101 bytes
  const partitionKey = { paths: ['/logKey'], kind: PartitionKeyKind.Hash, version: 2 };
  await unlessThere(() =>
    ask(`create container ${container}`, 'writes', (abortSignal) =>
      database.containers.createIfNotExists({ id: container, partitionKey, indexingPolicy }, { abortSignal }),
    ),
  );
  return database.container(container);
}

/** The container as it is: nothing is created, and nothing is asked yet. */
export function containerOf(options: StoreOptions, timeoutMs: number): Container {
  const { database, container = named } = options;
  return clientOf(options, timeoutMs).database(database).container(container);
}

function clientOf({ endpoint, ...options }: StoreOptions, timeoutMs: number): CosmosClient {
  // An emulator gives https addresses when asked for its regions, and it has one only.
  const emulator = endpoint.startsWith('http:');
  return new CosmosClient({
    endpoint,
    ...(options.key ? { key: options.key } : { aadCredentials: options.credential }),
    connectionPolicy: {
      requestTimeout: timeoutMs,
      retryOptions: { maxRetryAttemptCount: 2, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 2 },
      ...(emulator ? { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false } : {}),
    },
    userAgentSuffix: 'muster',
  });
}

/** Two replicas that start at once may both find it absent, and both create it. */
async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
  }
}
