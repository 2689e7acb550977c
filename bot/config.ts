/** The settings, all of them, read once. Every problem is reported at once, by name, with what to do. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { containmentRules, playbookList } from './containment-settings.ts';
import { type Containment, defaultContainment, withRules } from './incidents/containment.ts';
import { classifications, severities, type Workspace } from './incidents/incident.ts';
import type { AcknowledgeTargets } from './incidents/levels.ts';
import { defaultTargets } from './incidents/levels.ts';
import type { TwoPeopleRule } from './incidents/second-person.ts';
import { languages } from './words/words.ts';

const guid = z.guid('must be a GUID; copy it from the Azure portal').transform((id) => id.toLowerCase());
const guids = z
  .string()
  .transform((text) => text.split(/[,;\s]+/).filter(Boolean))
  .pipe(z.array(guid));
const seconds = (least: number, most: number) =>
  z.coerce.number(`must be a number of seconds from ${least} to ${most}`).min(least).max(most);

/** `sub/rg/name`, several separated by commas. */
const workspaces = z.string().transform((text, context): Workspace[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap((part) => {
      const [subscriptionId, resourceGroup, workspaceName, ...rest] = part.split('/');
      if (subscriptionId && resourceGroup && workspaceName && rest.length === 0)
        return [{ subscriptionId, resourceGroup, workspaceName }];
      context.addIssue(`holds "${part}", which is not of the form subscription/resource-group/workspace`);
      return [];
    }),
);

/** `High:15,Medium:60`: minutes by severity; those not named keep their defaults. */
const targets = z.string().transform((text, context): AcknowledgeTargets => {
  const found = { ...defaultTargets };
  for (const part of text.split(',').filter((p) => p.trim())) {
    const [name = '', minutes = ''] = part.split(':').map((p) => p.trim());
    const severity = severities.find((s) => s.toLowerCase() === name.toLowerCase());
    if (severity && Number(minutes) > 0) found[severity] = Number(minutes);
    else context.addIssue(`holds "${part}"; write it like High:15,Medium:60,Low:480,Informational:1440`);
  }
  return found;
});

/** `High:FalsePositive,Medium:Undetermined`: from which severity on closing as what takes two; `High`: as whatever. */
const twoPeople = z.string().transform((text, context): TwoPeopleRule[] =>
  text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .flatMap((part): TwoPeopleRule[] => {
      const [severity, as, ...rest] = part.split(':').map((p) => p.toLowerCase());
      const from = severities.find((s) => s.toLowerCase() === severity);
      const classification = classifications.find((c) => c.toLowerCase() === as);
      if (from && rest.length === 0 && (as === undefined || classification))
        return [{ from, ...(classification && { as: classification }) }];
      context.addIssue(
        `holds "${part}"; write it like High:FalsePositive, of ${severities.join(', ')} and ${classifications.join(', ')}`,
      );
      return [];
    }),
);

const shortestKey = 32;

/** One key, or two while callers change from one to the other. */
const webhookKeys = z
  .string()
  .transform((text) => text.split(/[,;\s]+/).filter(Boolean))
  .pipe(
    z
      .array(
        z.string().min(shortestKey, `holds a key of fewer than ${shortestKey} characters; make longer ones`),
      )
      .min(1, 'holds no key; set one, or remove it')
      .max(2, 'holds more than two keys; keep the one in use and the one that follows it'),
  );

/** Days on which nobody works: dates, or a month and a day for every year. */
const holidays = z.string().transform((text, context): string[] =>
  text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .flatMap((part) => {
      // A year that has a 29 February, which others lack.
      const date = /^\d\d-\d\d$/.test(part) ? `2024-${part}` : part;
      if (z.iso.date().safeParse(date).success) return [part];
      context.addIssue(`holds "${part}"; write dates like 2026-04-03, and 12-25 for each year`);
      return [];
    }),
);

/** Exact names of hosts, such as `contoso.sharepoint.com`. */
const hosts = z
  .string()
  .transform((text) =>
    text
      .toLowerCase()
      .split(/[,\s]+/)
      .filter(Boolean),
  )
  .refine(
    (names) => names.every((name) => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name)),
    'must be names of hosts such as contoso.sharepoint.com, separated by commas, without https:// and without *',
  );

/** The variables, under the names that operators set them by. */
export const variables = z.object({
  MicrosoftAppId: guid,
  MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMSI'], 'must be SingleTenant or UserAssignedMSI'),
  MicrosoftAppTenantId: guid,
  MicrosoftAppPassword: z.string().min(1).optional(),
  SENTINEL_SUBSCRIPTION_ID: guid,
  SENTINEL_RESOURCE_GROUP: z.string().min(1),
  SENTINEL_WORKSPACE_NAME: z.string().min(1),
  SENTINEL_MORE_WORKSPACES: workspaces.optional(),
  SENTINEL_ENDPOINT: z
    .url('must be a URL such as https://management.azure.com')
    .default('https://management.azure.com'),
  SENTINEL_API_VERSION: z.string().min(1).default('2025-09-01'),
  SENTINEL_POLL_SECONDS: seconds(1, 3600).default(30),
  SENTINEL_SWEEP_MINUTES: z.coerce
    .number('must be a number of minutes from 1 to 1440')
    .min(1)
    .max(1440)
    .default(15),
  COSMOS_ENDPOINT: z.url('must be the URL of the Cosmos DB account'),
  COSMOS_DATABASE: z.string().min(1).default('muster'),
  COSMOS_KEY: z.string().min(1).optional(),
  MANAGED_IDENTITY_CLIENT_ID: guid.optional(),
  COMMENT_QUIET_SECONDS: seconds(1, 86_400).default(60),
  STORM_CARDS_PER_MINUTE: z.coerce
    .number('must be a number of cards a minute, from 1 to 1000')
    .int()
    .min(1)
    .max(1000)
    .default(12),
  STORM_QUIET_MINUTES: z.coerce
    .number('must be a number of minutes, at most 1440')
    .positive()
    .max(1440)
    .default(10),
  ACKNOWLEDGE_MINUTES: targets.default(defaultTargets),
  SECOND_PERSON: twoPeople.default([]),
  CONTAINMENT_RULES: containmentRules.optional(),
  CONTAINMENT_PLAYBOOKS: playbookList.optional(),
  LANGUAGE: z.enum(languages, `must be one of ${languages.join(', ')}`).default('en'),
  TIME_ZONE: z
    .string()
    .refine(IANAZone.isValidZone, 'must be an IANA time zone such as Europe/Zurich')
    .default('UTC'),
  HOLIDAYS: holidays.default([]),
  ANSWER_LINK_HOSTS: hosts.default([]),
  ROLES_FILE: z.string().min(1).optional(),
  ROLE_GROUP_ADMINISTRATORS: guid.optional(),
  ROLE_GROUP_ANALYSTS: guid.optional(),
  ROLE_GROUP_MANAGERS: guid.optional(),
  WEBHOOK_AUDIENCE: z.string().min(1).optional(),
  WEBHOOK_CALLERS: guids.default([]),
  WEBHOOK_ROLE: z.string().min(1).optional(),
  WEBHOOK_KEYS: webhookKeys.optional(),
  AUDIT_ANCHOR_MINUTES: z.coerce
    .number('must be a number of minutes from 1 to 1440')
    .int()
    .min(1)
    .max(1440)
    .default(60),
  AUDIT_ANCHOR_FILE: z.string().min(1).optional(),
  RETENTION_DAYS: z.coerce
    .number('must be a number of days from 1 to 36500')
    .int()
    .min(1)
    .max(36_500)
    .optional(),
  STOP_NOTICE_SECONDS: seconds(0, 300).default(5),
  STOP_GRACE_SECONDS: seconds(1, 600).default(25),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(3978),
});

export interface Config {
  bot: { appId: string; type: 'SingleTenant' | 'UserAssignedMSI'; tenantId: string; password?: string };
  sentinel: {
    workspaces: Workspace[];
    endpoint: string;
    apiVersion: string;
    pollSeconds: number;
    sweepMinutes: number;
  };
  cosmos: { endpoint: string; database: string; key?: string };
  /** client id of the managed identity for Sentinel, Cosmos DB and Entra's groups; absent: the bot's own identity */
  managedIdentity?: string;
  roles: { file?: string; groups: { administrators?: string; analysts?: string; managers?: string } };
  /** who may call the webhook, by token or by signature; absent: there is none */
  webhook?: {
    tokens?: { audience: string; callers: string[]; role?: string };
    /** what calls are signed with, one or two */
    keys?: string[];
  };
  quietSeconds: number;
  /** first cards a minute that a channel gets before one card gathers them, and the calm that ends that */
  storm: { cardsPerMinute: number; quietMinutes: number };
  /** how often the heads of the logs are anchored, and the file outside of the store that they are appended to */
  anchors: { minutes: number; file?: string };
  /** for how many days after an incident was closed what people wrote about it is kept; absent: for good */
  retentionDays?: number;
  targets: AcknowledgeTargets;
  /** which closings take two people */
  twoPeople: TwoPeopleRule[];
  /** who decides on a containment, and the playbooks that one can run */
  containment: Containment;
  language: string;
  zone: string;
  /** days on which nobody works, `2026-04-03` or `12-25`: summaries for weekdays are not sent */
  holidays: string[];
  /** hosts at which a document that comes with an answer is shown as a link */
  linkHosts?: readonly string[];
  port: number;
  /** how long everything is served still once it is told to stop, and how long stopping may take with that */
  stop: { noticeMs: number; graceMs: number };
}

/** The settings can't be used; the message lists every problem, a line each. */
export class BadConfig extends Error {
  override name = 'BadConfig';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(
      `Muster can't start until this is set right:\n${problems.map((p) => `  ${p}`).join('\n')}\nSee .env.example for what each means.`,
    );
    this.problems = problems;
  }
}

/** Reads where the store is, and nothing else. Throws BadConfig with all problems. */
export function readCosmos(env: Record<string, string | undefined>): Config['cosmos'] {
  const given = present(env);
  const parsed = variables
    .pick({ COSMOS_ENDPOINT: true, COSMOS_DATABASE: true, COSMOS_KEY: true })
    .safeParse(given);
  if (!parsed.success) throw new BadConfig(parsed.error.issues.map((issue) => problemOf(issue, given)));
  return cosmosOf(parsed.data);
}

function present(env: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

function cosmosOf(v: {
  COSMOS_ENDPOINT: string;
  COSMOS_DATABASE: string;
  COSMOS_KEY?: string | undefined;
}): Config['cosmos'] {
  return {
    endpoint: v.COSMOS_ENDPOINT,
    database: v.COSMOS_DATABASE,
    ...(v.COSMOS_KEY && { key: v.COSMOS_KEY }),
  };
}

/** Reads the settings from an environment. An empty variable counts as absent. Throws BadConfig with all problems. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = present(env);
  const parsed = variables.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, given));
  problems.push(...together(given));
  if (!parsed.success || problems.length > 0) throw new BadConfig(problems);
  const v = parsed.data;
  const first = {
    subscriptionId: v.SENTINEL_SUBSCRIPTION_ID,
    resourceGroup: v.SENTINEL_RESOURCE_GROUP,
    workspaceName: v.SENTINEL_WORKSPACE_NAME,
  };
  return {
    bot: {
      appId: v.MicrosoftAppId,
      type: v.MicrosoftAppType,
      tenantId: v.MicrosoftAppTenantId,
      ...(v.MicrosoftAppPassword && { password: v.MicrosoftAppPassword }),
    },
    sentinel: {
      workspaces: [first, ...(v.SENTINEL_MORE_WORKSPACES ?? [])],
      endpoint: v.SENTINEL_ENDPOINT,
      apiVersion: v.SENTINEL_API_VERSION,
      pollSeconds: v.SENTINEL_POLL_SECONDS,
      sweepMinutes: v.SENTINEL_SWEEP_MINUTES,
    },
    cosmos: cosmosOf(v),
    ...(v.MANAGED_IDENTITY_CLIENT_ID && { managedIdentity: v.MANAGED_IDENTITY_CLIENT_ID }),
    roles: {
      ...(v.ROLES_FILE && { file: v.ROLES_FILE }),
      groups: {
        ...(v.ROLE_GROUP_ADMINISTRATORS && { administrators: v.ROLE_GROUP_ADMINISTRATORS }),
        ...(v.ROLE_GROUP_ANALYSTS && { analysts: v.ROLE_GROUP_ANALYSTS }),
        ...(v.ROLE_GROUP_MANAGERS && { managers: v.ROLE_GROUP_MANAGERS }),
      },
    },
    ...((v.WEBHOOK_AUDIENCE || v.WEBHOOK_KEYS) && {
      webhook: {
        ...(v.WEBHOOK_AUDIENCE && {
          tokens: {
            audience: v.WEBHOOK_AUDIENCE,
            callers: v.WEBHOOK_CALLERS,
            ...(v.WEBHOOK_ROLE && { role: v.WEBHOOK_ROLE }),
          },
        }),
        ...(v.WEBHOOK_KEYS && { keys: v.WEBHOOK_KEYS }),
      },
    }),
    quietSeconds: v.COMMENT_QUIET_SECONDS,
    storm: { cardsPerMinute: v.STORM_CARDS_PER_MINUTE, quietMinutes: v.STORM_QUIET_MINUTES },
    anchors: {
      minutes: v.AUDIT_ANCHOR_MINUTES,
      ...(v.AUDIT_ANCHOR_FILE && { file: v.AUDIT_ANCHOR_FILE }),
    },
    ...(v.RETENTION_DAYS !== undefined && { retentionDays: v.RETENTION_DAYS }),
    targets: v.ACKNOWLEDGE_MINUTES,
    twoPeople: v.SECOND_PERSON,
    containment: {
      rules: withRules(v.CONTAINMENT_RULES ?? {}),
      playbooks: v.CONTAINMENT_PLAYBOOKS ?? defaultContainment.playbooks,
    },
    language: v.LANGUAGE,
    zone: v.TIME_ZONE,
    holidays: v.HOLIDAYS,
    linkHosts: v.ANSWER_LINK_HOSTS,
    port: v.PORT,
    stop: { noticeMs: v.STOP_NOTICE_SECONDS * 1000, graceMs: v.STOP_GRACE_SECONDS * 1000 },
  };
}

function problemOf(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = String(issue.path[0]);
  return given[name] === undefined
    ? `${name} is missing: ${meaning[name] ?? 'set it'}.`
    : `${name} ${issue.message}.`;
}

/** What has to be set together, or must not be. */
function together(given: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  if (given.MicrosoftAppType === 'SingleTenant' && !given.MicrosoftAppPassword)
    problems.push(
      'MicrosoftAppPassword is missing: set the client secret, or use MicrosoftAppType=UserAssignedMSI, which needs none.',
    );
  if (given.MicrosoftAppType === 'UserAssignedMSI' && given.MicrosoftAppPassword)
    problems.push('MicrosoftAppPassword must not be set with MicrosoftAppType=UserAssignedMSI: remove it.');
  if (!given.ROLES_FILE && !given.ROLE_GROUP_ADMINISTRATORS)
    problems.push(
      'ROLES_FILE or ROLE_GROUP_ADMINISTRATORS is missing: without an administrator nobody can name the SOC channel.',
    );
  if (given.WEBHOOK_AUDIENCE && !given.WEBHOOK_CALLERS && !given.WEBHOOK_ROLE)
    problems.push(
      "WEBHOOK_CALLERS or WEBHOOK_ROLE is missing: list the object ids of the playbooks' managed identities, name the app role that they hold, or remove WEBHOOK_AUDIENCE.",
    );
  for (const name of ['WEBHOOK_CALLERS', 'WEBHOOK_ROLE'])
    if (given[name] && !given.WEBHOOK_AUDIENCE)
      problems.push(`WEBHOOK_AUDIENCE is missing: without it no token is taken; set it, or remove ${name}.`);
  const [notice, grace] = [given.STOP_NOTICE_SECONDS ?? 5, given.STOP_GRACE_SECONDS ?? 25].map(Number);
  if (notice! >= grace!)
    problems.push(
      `STOP_GRACE_SECONDS (${grace}) must be more than STOP_NOTICE_SECONDS (${notice}), which is a part of it.`,
    );
  return problems;
}

const meaning: Record<string, string> = {
  MicrosoftAppId: "set it to the app id of the bot's registration",
  MicrosoftAppType: 'set it to SingleTenant or UserAssignedMSI',
  MicrosoftAppTenantId: 'set it to the id of your Entra tenant',
  SENTINEL_SUBSCRIPTION_ID: 'set it to the subscription of the Sentinel workspace',
  SENTINEL_RESOURCE_GROUP: 'set it to the resource group of the Sentinel workspace',
  SENTINEL_WORKSPACE_NAME: 'set it to the name of the Sentinel workspace (not its id)',
  COSMOS_ENDPOINT: 'set it to the URL of the Cosmos DB account',
};
