/** Shows one incident, as the one who asks may see it. */
import { z } from 'zod';
import { socCard } from '../../cards/incident/incident.ts';
import { teamCard } from '../../cards/team-incident/team-incident.ts';
import { Refused } from '../errors.ts';
import { teamRoutes } from '../incidents/state.ts';
import { defineQuery } from './define.ts';

export const show = defineQuery({
  verb: 'show',
  on: 'overview',
  about: 'incident',
  who: ['analyst', 'member', 'manager', 'administrator'],
  input: z.object({}),
  answer({ incident, view, buttons }, _input, _context, look) {
    if (!incident) throw new Refused('whichIncident', { verb: 'show' });
    if (view === 'all') {
      const soc = incident.routes.find((r) => r.audience === 'soc');
      return socCard(incident, look, buttons(incident, 'soc', soc?.channel ?? ''));
    }
    const route = teamRoutes(incident).find((r) => view.includes(r.channel))!;
    return teamCard(incident, route, look, buttons(incident, 'team', route.channel));
  },
});
