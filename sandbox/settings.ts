/** The sandbox's settings: its own, and what the bot's are where nobody sets them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Person } from './teams/people.ts';

const onOff = z.enum(['on', 'off'], 'must be on or off').default('on');

const schema = z.object({
  SANDBOX_SENTINEL_URL: z.url('must be a URL').optional(),
  SANDBOX_COSMOS_URL: z.url('must be a URL').optional(),
  SANDBOX_PLAYGROUND: onOff,
  SANDBOX_SEED: onOff,
  SANDBOX_PORT: z.coerce.number('must be a port number').int().min(0).max(65_000).default(3970),
});

export interface SandboxSettings {
  sentinelUrl?: string;
  cosmosUrl?: string;
  playground: boolean;
  seed: boolean;
  firstPort: number;
}

/** Reads the sandbox's own settings. Throws an Error that names every problem. */
export function readSandboxSettings(env: Record<string, string | undefined>): SandboxSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new Error(
      parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}.`).join('\n'),
    );
  const v = parsed.data;
  return {
    ...(v.SANDBOX_SENTINEL_URL && { sentinelUrl: v.SANDBOX_SENTINEL_URL }),
    ...(v.SANDBOX_COSMOS_URL && { cosmosUrl: v.SANDBOX_COSMOS_URL }),
    playground: v.SANDBOX_PLAYGROUND === 'on',
    seed: v.SANDBOX_SEED === 'on',
    firstPort: v.SANDBOX_PORT,
  };
}

/** The workspace of the sandbox. */
export const workspace = {
  subscriptionId: '00000000-0000-4000-8000-000000000001',
  resourceGroup: 'rg-soc',
  workspaceName: 'ws-soc',
};

const workflows = `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers/Microsoft.Logic/workflows`;

/** The playbooks of the sandbox's Sentinel. They do nothing but be counted: its page shows what was run. */
export const playbooks = [
  { name: 'Isolate host with Defender', id: `${workflows}/Isolate-Host` },
  { name: 'Block address at the firewall', id: `${workflows}/Block-Address` },
];

/** The object id of the managed identity that the sandbox's playbooks call with. */
export const playbookCaller = '00000000-0000-4000-8000-0000000000cc';

/** The bot's settings in the sandbox; whatever is set in the environment wins. */
export function botDefaults(tenantId: string, folder: string, people: Person[]): Record<string, string> {
  return {
    MicrosoftAppId: '00000000-0000-4000-8000-0000000000b0',
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: tenantId,
    // Nothing checks it here; the way out is signed by the sandbox's own credentials.
    MicrosoftAppPassword: 'sandbox',
    SENTINEL_SUBSCRIPTION_ID: workspace.subscriptionId,
    SENTINEL_RESOURCE_GROUP: workspace.resourceGroup,
    SENTINEL_WORKSPACE_NAME: workspace.workspaceName,
    SENTINEL_POLL_SECONDS: '3',
    COMMENT_QUIET_SECONDS: '15',
    WEBHOOK_AUDIENCE: 'api://muster',
    WEBHOOK_CALLERS: playbookCaller,
    CONTAINMENT_PLAYBOOKS: JSON.stringify(playbooks),
    ROLES_FILE: writeRoles(folder, people),
  };
}

function writeRoles(folder: string, people: Person[]): string {
  const holding = (role: Person['role']): string[] =>
    people.filter((p) => p.role === role).map((p) => p.aadObjectId);
  const path = join(folder, 'roles.json');
  const roles = {
    administrators: holding('administrator'),
    analysts: holding('analyst'),
    managers: holding('manager'),
  };
  writeFileSync(path, JSON.stringify(roles, null, 2));
  return path;
}
