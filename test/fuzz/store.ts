/** The local Cosmos DB as a program: whoever sends much would keep it waiting, were it in the same process. */
import { startCosmos } from '../../sandbox/cosmos.ts';

const { url } = await startCosmos({ port: 0 });
process.send?.(url);
process.once('disconnect', () => process.exit());
