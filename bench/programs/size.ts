/** A Muster's day over as many incidents as the argument says; tells what it has in memory afterwards. */
import { day } from '../size.ts';

const memory = await day(Number(process.argv[2]));
process.send!(memory, () => process.exit());
