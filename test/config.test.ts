import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BadConfig, readConfig, variables } from '../bot/config.ts';
import { defaultContainment } from '../bot/incidents/containment.ts';

const workflow =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-soc/providers/Microsoft.Logic/workflows/Isolate';
const needed = {
  MicrosoftAppId: '11111111-1111-4111-8111-11111111111A',
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppTenantId: '22222222-2222-4222-8222-222222222222',
  MicrosoftAppPassword: 'secret',
  SENTINEL_SUBSCRIPTION_ID: '33333333-3333-4333-8333-333333333333',
  SENTINEL_RESOURCE_GROUP: 'rg-soc',
  SENTINEL_WORKSPACE_NAME: 'ws-soc',
  COSMOS_ENDPOINT: 'https://muster.documents.azure.com',
  ROLES_FILE: 'roles.json',
};

function problems(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof BadConfig) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  test('are read, with a default for everything that need not be said', () => {
    expect(readConfig(needed)).toEqual({
      containment: defaultContainment,
      bot: {
        appId: needed.MicrosoftAppId.toLowerCase(),
        type: 'SingleTenant',
        tenantId: needed.MicrosoftAppTenantId,
        password: 'secret',
      },
      sentinel: {
        workspaces: [
          {
            subscriptionId: needed.SENTINEL_SUBSCRIPTION_ID,
            resourceGroup: 'rg-soc',
            workspaceName: 'ws-soc',
          },
        ],
        endpoint: 'https://management.azure.com',
        apiVersion: '2025-09-01',
        pollSeconds: 30,
        sweepMinutes: 15,
      },
      cosmos: { endpoint: needed.COSMOS_ENDPOINT, database: 'muster' },
      roles: { file: 'roles.json', groups: {} },
      quietSeconds: 60,
      storm: { cardsPerMinute: 12, quietMinutes: 10 },
      anchors: { minutes: 60 },
      targets: { High: 15, Medium: 60, Low: 480, Informational: 1440 },
      twoPeople: [],
      language: 'en',
      linkHosts: [],
      zone: 'UTC',
      holidays: [],
      port: 3978,
      stop: { noticeMs: 5_000, graceMs: 25_000 },
    });
  });

  test('may be lists: workspaces, callers, minutes by severity', () => {
    const config = readConfig({
      ...needed,
      SENTINEL_MORE_WORKSPACES: 'a/b/c, d/e/f',
      WEBHOOK_AUDIENCE: 'api://muster',
      WEBHOOK_CALLERS: `${needed.MicrosoftAppId}; ${needed.MicrosoftAppTenantId}`,
      ACKNOWLEDGE_MINUTES: 'high:5, Low:100',
    });
    expect(config.sentinel.workspaces.map((workspace) => workspace.workspaceName)).toEqual([
      'ws-soc',
      'c',
      'f',
    ]);
    expect(config.webhook?.tokens?.callers).toEqual([
      needed.MicrosoftAppId.toLowerCase(),
      needed.MicrosoftAppTenantId,
    ]);
    expect(config.targets).toEqual({ High: 5, Medium: 60, Low: 100, Informational: 1440 });
  });

  test('of containments say who decides: what says most exactly what it is for wins, and the rest stays', () => {
    const set = {
      '*': { '*': { who: ['analyst'] }, High: { people: 1 } },
      playbook: { '*': { people: 2 }, High: { who: ['manager', 'team'] } },
    };
    const { rules, playbooks } = readConfig({
      ...needed,
      CONTAINMENT_RULES: JSON.stringify(set),
      CONTAINMENT_PLAYBOOKS: JSON.stringify([{ name: 'Isolate', id: workflow }]),
    }).containment;
    expect(rules.isolateHost.Low).toEqual({ who: ['analyst'], people: 1 });
    expect(rules.stopWorkload.Low).toEqual({ who: ['analyst'], people: 2 });
    expect(rules.stopWorkload.High).toEqual({ who: ['analyst'], people: 1 });
    expect(rules.playbook.High).toEqual({ who: ['manager', 'team'], people: 2 });
    expect(playbooks).toEqual([{ name: 'Isolate', id: workflow }]);
  });

  test('of containments that make no sense are told, each with where and what to do', () => {
    const set = { isolateHost: { High: { who: ['boss'], people: 3 } }, dance: {} };
    const found = problems({
      ...needed,
      CONTAINMENT_RULES: JSON.stringify(set),
      CONTAINMENT_PLAYBOOKS: '[{"name":"","id":"/subscriptions/x"}]',
    });
    for (const where of ['isolateHost.High.who.0', 'isolateHost.High.people'])
      expect(found).toContainEqual(
        expect.stringMatching(new RegExp(`^CONTAINMENT_RULES at ${where}: .*write it like`)),
      );
    expect(found.filter((one) => one.startsWith('CONTAINMENT_RULES'))).toHaveLength(3);
    expect(found.filter((one) => one.startsWith('CONTAINMENT_PLAYBOOKS'))).toHaveLength(2);
    expect(problems({ ...needed, CONTAINMENT_RULES: 'who?' })).toEqual([
      expect.stringMatching(/^CONTAINMENT_RULES is no JSON; write it like/),
    ]);
  });

  test('may let callers in by token, by role alone, by signature, or not at all', () => {
    const webhook = (more: Record<string, string>) => readConfig({ ...needed, ...more }).webhook;
    expect(webhook({})).toBeUndefined();
    expect(webhook({ WEBHOOK_AUDIENCE: 'api://m', WEBHOOK_ROLE: 'Incident.Ingest' })).toEqual({
      tokens: { audience: 'api://m', callers: [], role: 'Incident.Ingest' },
    });
    const [one, two] = ['a'.repeat(32), 'b'.repeat(40)];
    expect(webhook({ WEBHOOK_KEYS: `${one}, ${two}` })).toEqual({ keys: [one, two] });
  });

  test('that lack everything are told all at once, by name, each with what to do', () => {
    const found = problems({});
    const names = Object.keys(needed).filter(
      (name) => name !== 'MicrosoftAppPassword' && name !== 'ROLES_FILE',
    );
    for (const name of names)
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${name} is missing: \\w.*\\.$`)));
    expect(found).toContainEqual(
      expect.stringMatching(/^ROLES_FILE or ROLE_GROUP_ADMINISTRATORS is missing/),
    );
    expect(found).toHaveLength(names.length + 1);
    expect(() => readConfig({})).toThrow(/can't start.*\n {2}MicrosoftAppId.*\n[\s\S]*\.env\.example/);
  });

  test('an empty variable counts as absent', () => {
    expect(problems({ ...needed, COSMOS_ENDPOINT: ' ' })).toEqual([
      expect.stringMatching(/^COSMOS_ENDPOINT is missing/),
    ]);
  });

  test('say which closings take two: from a severity on, as something or as anything', () => {
    const rules = (SECOND_PERSON: string) => readConfig({ ...needed, SECOND_PERSON }).twoPeople;
    expect(rules('high:falsepositive, Medium:Undetermined')).toEqual([
      { from: 'High', as: 'FalsePositive' },
      { from: 'Medium', as: 'Undetermined' },
    ]);
    expect(rules('High')).toEqual([{ from: 'High' }]);
    expect(rules(' ')).toEqual([]);
  });

  test('name the holidays of one year, and those of each', () => {
    const holidays = (HOLIDAYS: string) => readConfig({ ...needed, HOLIDAYS }).holidays;
    expect(holidays('12-25, 2026-04-03;02-29')).toEqual(['12-25', '2026-04-03', '02-29']);
    expect(holidays(' ')).toEqual([]);
  });

  test.each([
    ['HOLIDAYS', '25.12.', /"25\.12\.".*2026-04-03, and 12-25/],
    ['HOLIDAYS', '12-25, 2026-02-30', /"2026-02-30"/],
    ['HOLIDAYS', '13-01', /"13-01"/],
    ['SECOND_PERSON', 'High:False', /"High:False".*High:FalsePositive/],
    ['SECOND_PERSON', 'Grave', /"Grave"/],
    ['SECOND_PERSON', 'High:', /"High:"/],
    ['SECOND_PERSON', 'High:FalsePositive:x', /"High:FalsePositive:x"/],
    ['MicrosoftAppId', 'muster', /GUID/],
    ['MicrosoftAppType', 'MultiTenant', /SingleTenant or UserAssignedMSI/],
    ['SENTINEL_ENDPOINT', 'management', /URL/],
    ['SENTINEL_POLL_SECONDS', '0', /./],
    ['SENTINEL_POLL_SECONDS', 'often', /number of seconds/],
    ['SENTINEL_MORE_WORKSPACES', 'a/b', /"a\/b".*subscription\/resource-group\/workspace/],
    ['COMMENT_QUIET_SECONDS', '-1', /./],
    ['ACKNOWLEDGE_MINUTES', 'Grave:5', /"Grave:5"/],
    ['ACKNOWLEDGE_MINUTES', 'High:soon', /"High:soon"/],
    ['LANGUAGE', 'fr', /en, de/],
    ['TIME_ZONE', 'Mars/Olympus', /IANA/],
    ['ROLE_GROUP_ANALYSTS', 'soc', /GUID/],
    ['WEBHOOK_KEYS', 'short', /fewer than 32 characters/],
    ['WEBHOOK_KEYS', `${'a'.repeat(32)},short`, /fewer than 32 characters/],
    ['WEBHOOK_KEYS', ['a', 'b', 'c'].map((one) => one.repeat(32)).join(), /more than two keys/],
    ['WEBHOOK_KEYS', ',', /no key/],
    ['PORT', '99999', /./],
  ])('%s=%s is refused by name', (name, value, says) => {
    const found = problems({ ...needed, [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} `));
    expect(found[0]).toMatch(says);
    expect(found[0]).not.toMatch(/undefined|NaN/);
  });

  test('a caller that is no GUID is refused by name', () => {
    expect(problems({ ...needed, WEBHOOK_AUDIENCE: 'api://m', WEBHOOK_CALLERS: 'playbook' })).toEqual([
      expect.stringMatching(/^WEBHOOK_CALLERS .*GUID/),
    ]);
  });

  test.each([
    [{ MicrosoftAppPassword: undefined }, /^MicrosoftAppPassword is missing/],
    [{ MicrosoftAppType: 'UserAssignedMSI' }, /^MicrosoftAppPassword must not be set/],
    [{ ROLES_FILE: undefined }, /^ROLES_FILE or ROLE_GROUP_ADMINISTRATORS/],
    [{ WEBHOOK_AUDIENCE: 'api://muster' }, /^WEBHOOK_CALLERS or WEBHOOK_ROLE is missing/],
    [{ WEBHOOK_CALLERS: needed.MicrosoftAppId }, /^WEBHOOK_AUDIENCE is missing.*WEBHOOK_CALLERS/],
    [{ WEBHOOK_ROLE: 'Incident.Ingest' }, /^WEBHOOK_AUDIENCE is missing.*WEBHOOK_ROLE/],
    [
      { STOP_NOTICE_SECONDS: '30' },
      /^STOP_GRACE_SECONDS \(25\) must be more than STOP_NOTICE_SECONDS \(30\)/,
    ],
  ])('what has to go together: %j', (change, says) => {
    expect(problems({ ...needed, ...change })).toEqual([expect.stringMatching(says)]);
  });

  test('no problem repeats a secret', () => {
    const secret = 'hunter2';
    expect(
      problems({
        ...needed,
        MicrosoftAppType: 'UserAssignedMSI',
        MicrosoftAppPassword: secret,
        COSMOS_KEY: secret,
        WEBHOOK_KEYS: secret,
      }).join(),
    ).not.toContain(secret);
  });
});

describe('.env.example', () => {
  const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
  const settings = lines.flatMap((line, i) => {
    const found = /^(#?)(\w+)=(.*)$/.exec(line);
    return found
      ? [{ optional: found[1] === '#', name: found[2]!, value: found[3]!, above: lines[i - 1] ?? '' }]
      : [];
  });

  test('holds exactly the variables there are, each once', () => {
    expect(settings.map(({ name }) => name).sort()).toEqual(Object.keys(variables.shape).sort());
  });

  test('says what each means, in the line above', () => {
    expect(settings.filter(({ above }) => !/^# .{8,}/.test(above)).map(({ name }) => name)).toEqual([]);
  });

  test('can be used as it is, and with everything that it leaves out', () => {
    const asIs = Object.fromEntries(
      settings.filter(({ optional }) => !optional).map(({ name, value }) => [name, value]),
    );
    const whole = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
    expect(problems(asIs)).toEqual([]);
    expect(problems(whole)).toEqual([]);
  });

  test('shows the defaults where there are any', () => {
    const bare = readConfig(needed);
    const shown = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
    const names = [
      'SENTINEL_ENDPOINT',
      'SENTINEL_API_VERSION',
      'SENTINEL_POLL_SECONDS',
      'COSMOS_DATABASE',
      'COMMENT_QUIET_SECONDS',
      'ACKNOWLEDGE_MINUTES',
      'AUDIT_ANCHOR_MINUTES',
      'LANGUAGE',
      'TIME_ZONE',
      'PORT',
    ];
    expect(
      readConfig({ ...needed, ...Object.fromEntries(names.map((name) => [name, shown[name]])) }),
    ).toEqual(bare);
  });
});
