import { randomUUID } from 'node:crypto';
import { workspaceKey } from '../../bot/incidents/incident.ts';
import { createSentinel } from '../../bot/sentinel/client.ts';
import { host } from '../../sandbox/sentinel/entities.ts';
import { startLocalSentinel } from '../../sandbox/sentinel/server.ts';
import { loopbackTransport } from '../../sandbox/sentinel-transport.ts';
import { describeSentinel } from '../contracts/sentinel.ts';
import { createFakeSentinel } from '../fakes/sentinel.ts';
import { noCredential, workspace } from './local.ts';

describeSentinel('the fake Sentinel', async () => {
  const fake = createFakeSentinel({ workspaces: [workspaceKey(workspace)] });
  return {
    sentinel: fake,
    workspace: workspaceKey(workspace),
    seed: ({ hosts = [], alerts = [], ...incident } = {}) =>
      fake.add(incident, {
        entities: hosts.map((name) => ({ id: randomUUID(), kind: 'Host', name, aliases: [] })),
        alerts: alerts.map((alert) => ({ id: randomUUID(), ...alert })),
      }),
    retitle: (ref, title) => fake.edit(ref, { title }),
    remove: fake.remove,
    runs: fake.runs,
    close: async () => undefined,
  };
});

describeSentinel('the adapter, against the local Sentinel', async () => {
  const local = await startLocalSentinel({ port: 0, workspaces: [workspace], limits: false });
  const sentinel = createSentinel({
    workspaces: [workspace],
    endpoint: local.url,
    credential: noCredential,
    transport: loopbackTransport,
    wait: async () => undefined,
  });
  return {
    sentinel,
    workspace: workspaceKey(workspace),
    seed({ hosts = [], alerts = [], labels = [], ...incident } = {}) {
      const { name } = local.world.create({
        title: 'Suspicious sign-in',
        ...incident,
        labels: labels.map((label) => ({ labelName: label.name, labelType: label.type })),
        entities: hosts.map((hostName) => host(hostName)),
        alerts,
      });
      return { workspace: workspaceKey(workspace), id: name };
    },
    retitle: (ref, title) => local.world.change(ref.id, { title }),
    remove: (ref) => local.world.remove(ref.id),
    runs: (ref) =>
      local.world.workspaces
        .flatMap(({ playbookRuns }) => playbookRuns)
        .filter(({ incident }) => incident === ref.id)
        .map(({ logicAppsResourceId }) => logicAppsResourceId),
    close: local.close,
  };
});
