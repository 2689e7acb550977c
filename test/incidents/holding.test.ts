/** Whom an incident is held back from: teams among whom the one may be whom it is about. */
import { describe, expect, test } from '@jest/globals';
import { maySee, wasShown } from '../../bot/incidents/audience.ts';
import type { IncidentEvent } from '../../bot/incidents/events.ts';
import { type Known, parted, suspectsIn } from '../../bot/incidents/holding.ts';
import type { IncidentState } from '../../bot/incidents/state.ts';
import {
  ada,
  arrived,
  ben,
  entity,
  member,
  paymentsId,
  paymentsRoute,
  socId,
  socRoute,
  stateAfter,
  webshopRoute,
} from '../build.ts';

const account = (name: string, ...aliases: string[]) => entity('Account', name, { aliases });

describe('a member is the one whom an incident is about', () => {
  test.each([
    ['by the UPN, whatever its case', account('BEN@contoso.example')],
    ['by the object id', account('somebody', ben.oid.toUpperCase())],
    ['by the name of a directory on premises', account('CONTOSO\\ben')],
    ['by the short name', account('svc', 'ben')],
    ['by the name that is shown', account('b.e@other.example', 'Ben Stone')],
    ['by the mailbox', entity('Mailbox', 'ben@contoso.example')],
  ])('%s', (_how, one) => {
    const stone = { ...ben, name: 'Ben Stone' };
    expect(suspectsIn([one], [member(ada), member(stone)])).toEqual([stone]);
  });

  test('by a mail address that is not the UPN', () => {
    const known = member(ben, { email: 'b.stone@contoso.example' });
    expect(suspectsIn([account('b.stone@contoso.example')], [known])).toEqual([ben]);
  });

  test('but not by a host, an address or an account of the same beginning', () => {
    const others = [
      entity('Host', 'ben'),
      entity('Ip', 'ben'),
      account('benjamin@contoso.example'),
      account(''),
    ];
    expect(suspectsIn(others, [member(ben)])).toEqual([]);
  });
});

describe('a team that an incident newly concerns', () => {
  const rosters = new Map([[paymentsId, [member(ben)]]]);
  const bens = [account('ben@contoso.example')];
  const part = (known: Partial<Known>, state: IncidentState = stateAfter(), joins = false) =>
    parted(state, [socRoute, paymentsRoute], { waits: true, ...known }, () => joins);

  test('is told where its members are not in it, or where no account is', () => {
    expect(part({ entities: [account('eve@contoso.example')], rosters })).toEqual({
      routes: [socRoute, paymentsRoute],
      held: [],
    });
    expect(part({ entities: [entity('Host', 'pay-01')] }).held).toEqual([]);
  });

  test('waits where one of them is, by name, and the SOC is told at once', () => {
    expect(part({ entities: bens, rosters })).toEqual({
      routes: [socRoute],
      held: [{ ...paymentsRoute, suspects: [ben] }],
    });
  });

  test('waits as long as it is not known who is in it, or who is in the channel', () => {
    expect(part({}).held).toEqual([paymentsRoute]);
    expect(part({ entities: bens }).held).toEqual([paymentsRoute]);
  });

  test('does not wait for what Sentinel will not give within seconds', () => {
    expect(part({ waits: false }).held).toEqual([]);
  });

  test('does not wait in a storm, whose card it is on', () => {
    expect(part({ entities: bens, rosters }, stateAfter(), true).held).toEqual([]);
  });

  test('waits no more once an analyst says so, or where it was told before', () => {
    const held: IncidentEvent = { kind: 'routed', routes: [socRoute], held: [paymentsRoute] };
    const informed = stateAfter(
      [...arrived({}, []), held],
      [{ kind: 'informed', channels: [paymentsId], by: ada }],
    );
    expect(informed.routes.map(({ name, active }) => [name, active])).toEqual([
      ['SOC', true],
      ['Payments', true],
    ]);
    expect(informed.held).toBeUndefined();
    expect(part({ entities: bens, rosters }, informed).held).toEqual([]);
    expect(part({ entities: bens, rosters }, stateAfter(arrived())).held).toEqual([]);
  });

  test('knows nothing of it while it waits, wherever it asks', () => {
    const held: IncidentEvent = { kind: 'routed', routes: [socRoute], held: [paymentsRoute] };
    const state = stateAfter([...arrived({}, []), held]);
    expect(maySee([paymentsId], state)).toBe(false);
    expect(wasShown([paymentsId], state)).toBe(false);
    expect(maySee('all', state)).toBe(true);
  });

  test('whose channel could not be reached from the first has not been shown it either', () => {
    const state = stateAfter([
      { kind: 'arrived', incident: stateAfter(arrived()).seen!, backlog: false },
      { kind: 'routed', routes: [socRoute], unreached: [webshopRoute] },
    ]);
    expect(wasShown([webshopRoute.channel], state)).toBe(false);
    expect(wasShown([socId], state)).toBe(true);
  });
});
