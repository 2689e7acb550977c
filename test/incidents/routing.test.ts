import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Ownership } from '../../bot/incidents/channel.ts';
import { armParts, matches, matchOf, routesFor, type Subject } from '../../bot/incidents/routing.ts';
import {
  alert,
  channel,
  connection,
  entity,
  incident,
  paymentsId,
  socChannel,
  socId,
  teamChannel,
} from '../build.ts';

const sub = '1b2c3d4e-0000-4000-8000-000000000000';
const vm = `/subscriptions/${sub}/resourceGroups/rg-payments/providers/Microsoft.Compute/virtualMachines/pay-vm-1`;

const subject: Subject = {
  incident: incident({
    ruleIds: ['5f0c2a11-0000-4000-8000-000000000000'],
    products: ['Microsoft Defender for Cloud'],
    labels: [{ name: 'PCI', type: 'User' }],
  }),
  entities: [
    entity('Host', 'pay-01', { aliases: ['pay-01.contoso.example'] }),
    entity('Account', 'svc-pay@contoso.example', { aliases: ['svc-pay'] }),
    entity('AzureResource', 'pay-vm-1', { resourceId: vm }),
  ],
  alerts: [alert({ ruleName: 'Sign-in from two places', product: 'Azure Sentinel' })],
};

describe('each field of a connection', () => {
  test.each<[keyof Ownership, string, string, string[]]>([
    ['subscriptions', sub.toUpperCase(), 'subscription', ['AzureResource:pay-vm-1']],
    ['resourceGroups', 'rg-pay*', 'resourceGroup', ['AzureResource:pay-vm-1']],
    ['resources', '*-vm-?', 'resource', ['AzureResource:pay-vm-1']],
    ['hosts', 'PAY-*', 'host', ['Host:pay-01']],
    ['hosts', '*.contoso.example', 'host', ['Host:pay-01']],
    ['accounts', 'svc-pay', 'account', ['Account:svc-pay@contoso.example']],
    ['rules', 'sign-in*', 'rule', []],
    ['rules', '5f0c2a11-0000-4000-8000-000000000000', 'rule', []],
    ['products', '*defender*', 'product', []],
    ['products', 'azure sentinel', 'product', []],
    ['tags', 'pci', 'tag', []],
  ])('%s %s matches, says why, and shows only what matched', (field, pattern, reason, entities) => {
    expect(matchOf(subject, connection({ [field]: [pattern] }))).toEqual({
      reasons: [{ field: reason, pattern }],
      entities,
    });
  });

  test.each<[keyof Ownership, string]>([
    ['subscriptions', '1b2c3d4e-0000-4000-8000-000000000001'],
    ['resourceGroups', 'payments'],
    ['resources', 'rg-payments'],
    ['hosts', 'svc-pay*'],
    ['accounts', 'pay-01'],
    ['rules', 'sign-out*'],
    ['products', 'defender'],
    ['tags', 'pc'],
  ])('%s %s does not match', (field, pattern) => {
    expect(matchOf(subject, connection({ [field]: [pattern] })).reasons).toEqual([]);
  });

  test('several reasons are each said once', () => {
    const twice = { ...subject, entities: [...subject.entities, entity('Host', 'pay-02')] };
    const found = matchOf(twice, connection({ hosts: ['pay-*'], tags: ['PCI'] }));
    expect(found.reasons).toEqual([
      { field: 'host', pattern: 'pay-*' },
      { field: 'tag', pattern: 'PCI' },
    ]);
    expect(found.entities).toEqual(['Host:pay-01', 'Host:pay-02']);
  });

  test.each([
    ['High', false],
    ['Medium', true],
    ['Low', true],
  ] as const)('from %s on, a Medium incident is the team’s: %s', (from, yes) => {
    expect(matchOf(subject, connection({ hosts: ['pay-*'] }, { from })).reasons.length > 0).toBe(yes);
  });
});

describe('which channels get an incident', () => {
  test('the SOC’s gets every one, a team’s what it owns, another none', () => {
    const routes = routesFor(subject, [
      teamChannel(paymentsId, { hosts: ['pay-*'] }),
      teamChannel('19:web', { hosts: ['web-*'] }, { name: 'Webshop' }),
      channel('19:lunch'),
      socChannel(),
    ]);
    expect(routes.map(({ channel: id, audience, name }) => [id, audience, name])).toEqual([
      [socId, 'soc', 'SOC'],
      [paymentsId, 'team', 'Payments'],
    ]);
  });

  test('before a SOC channel is named, and where Muster was removed, nothing is posted', () => {
    expect(routesFor(subject, [channel(socId)])).toEqual([]);
    expect(routesFor(subject, [{ ...socChannel(), present: false }])).toEqual([]);
    expect(routesFor(subject, [{ ...teamChannel(paymentsId, { hosts: ['*'] }), present: false }])).toEqual(
      [],
    );
  });

  test('the SOC’s channel gets one card, though it was connected before', () => {
    const both = { ...teamChannel(socId, { hosts: ['*'] }), ...{ soc: socChannel().soc } };
    expect(routesFor(subject, [both]).map((route) => route.audience)).toEqual(['soc']);
  });
});

describe('a pattern', () => {
  test.each([
    ['pay-?', 'pay-1', true],
    ['pay-?', 'pay-', false],
    ['pay-?', 'pay-12', false],
    ['*', '', true],
    ['a*b*c', 'aXXbYYbc', true],
    ['a.c', 'abc', false],
    ['(a+)+$', 'aaaa', false],
    ['[a-z]', 'b', false],
    ['pay', 'xpay', false],
    ['pay', 'payx', false],
    [' pay ', 'PAY', true],
    ['a*', 'a\nb', true],
    ['*.example', 'pay.example', true],
    ['\\d', '1', false],
  ])('%j on %j: %s', (pattern, text, yes) => {
    expect(matches(pattern, text)).toBe(yes);
  });

  test('no text of an attacker’s makes a pattern slow', () => {
    const hostile = `${'*a'.repeat(99)}*b`;
    expect(matches(hostile, 'a'.repeat(20_000))).toBe(false);
    expect(matches('*?'.repeat(100), 'x'.repeat(20_000))).toBe(true);
  });

  test('a text without wildcards matches itself and nothing longer', () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !/[*?]/.test(text) && text.trim() !== '');
    fc.assert(
      fc.property(plain, (text) => {
        expect(matches(text, text)).toBe(true);
        expect(matches(text, `${text}x`)).toBe(false);
        expect(matches(`*${text}*`, `before ${text} after`)).toBe(
          matches(`*${text}*`, `before ${text} after`.trim()),
        );
      }),
    );
  });
});

describe('the parts of an ARM id', () => {
  test('are read whatever their case', () => {
    expect(armParts(vm.toLowerCase())).toEqual({
      subscription: sub,
      resourceGroup: 'rg-payments',
      resource: 'pay-vm-1',
    });
  });
  test('a resource group has no resource, and what is no id has nothing', () => {
    expect(armParts(`/subscriptions/${sub}/resourceGroups/rg-payments`).resource).toBeUndefined();
    expect(armParts('pay-vm-1')).toEqual({});
  });
});
