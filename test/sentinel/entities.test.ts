import { expect, test } from '@jest/globals';
import { alertsFrom, entitiesFrom } from '../../bot/sentinel/entities.ts';

function read(kind: string, properties: Record<string, unknown>) {
  return entitiesFrom({ entities: [{ name: 'E-1', kind, properties }] })[0];
}
const vm = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-01';

test('an account goes by its UPN, and by all its other names', () => {
  const account = read('Account', {
    friendlyName: 'ana',
    accountName: 'ana',
    upnSuffix: 'contoso.example',
    ntDomain: 'CONTOSO',
    aadUserId: 'oid-1',
  });
  expect(account).toMatchObject({ id: 'e-1', kind: 'Account', name: 'ana@contoso.example' });
  expect(account?.aliases).toEqual(['ana', 'CONTOSO\\ana', 'oid-1']);
});

test('a local account goes by its domain and name', () => {
  expect(read('Account', { accountName: 'svc', ntDomain: 'WEB-01' })?.name).toBe('WEB-01\\svc');
});

test('a host goes by its full DNS name, and by its short ones', () => {
  const properties = { hostName: 'web-01', dnsDomain: 'contoso.example', netBiosName: 'WEB-01', azureID: vm };
  expect(read('Host', properties)).toEqual({
    id: 'e-1',
    kind: 'Host',
    name: 'web-01.contoso.example',
    aliases: ['web-01', 'WEB-01'],
    resourceId: vm,
  });
});

test('a file goes by its name, and by its path', () => {
  const properties = { fileName: 'cmd.exe', directory: 'C:\\Windows\\System32' };
  expect(read('File', properties)).toMatchObject({
    name: 'cmd.exe',
    aliases: ['C:\\Windows\\System32\\cmd.exe'],
  });
  expect(read('File', { fileName: 'passwd', directory: '/etc/' })?.aliases).toEqual(['/etc/passwd']);
});

test.each([
  ['Ip', { address: '10.3.2.8' }, '10.3.2.8'],
  ['Url', { url: 'https://x.example/' }, 'https://x.example/'],
  ['FileHash', { hashValue: 'AB12', algorithm: 'SHA256' }, 'AB12'],
  ['Process', { commandLine: 'cmd /c whoami' }, 'cmd /c whoami'],
  ['MailMessage', { subject: 'Invoice', recipient: 'ana@contoso.example' }, 'Invoice'],
  ['Mailbox', { mailboxPrimaryAddress: 'ana@contoso.example' }, 'ana@contoso.example'],
  ['AzureResource', { resourceId: vm }, 'web-01'],
  ['CloudApplication', { friendlyName: 'Salesforce' }, 'Salesforce'],
])('an entity of kind %s is named', (kind, properties, name) => {
  expect(read(kind, properties)).toMatchObject({ kind, name });
});

test('a mail message is routed by its recipient too', () => {
  expect(read('MailMessage', { subject: 'Invoice', recipient: 'ana@contoso.example' })?.aliases).toEqual([
    'ana@contoso.example',
  ]);
});

test('an Azure resource keeps its ARM id', () => {
  expect(read('AzureResource', { resourceId: vm })?.resourceId).toBe(vm);
});

test('an unknown kind keeps its kind and its friendly name', () => {
  expect(read('Satellite', { friendlyName: 'S-7', orbit: 3 })).toMatchObject({
    kind: 'Satellite',
    name: 'S-7',
  });
});

test('an entity without any name goes by its id', () => {
  expect(read('Ip', { address: null })?.name).toBe('E-1');
});

test('a kind named like a part of every object is only unknown', () => {
  expect(read('constructor', { friendlyName: 'x' })?.name).toBe('x');
});

test("an alert's rule is read from its additional data", () => {
  const properties = {
    alertDisplayName: 'Odd sign-in by ana',
    productName: 'Azure Sentinel',
    severity: 'Low',
    additionalData: { 'Analytic Rule Name': 'Odd sign-in' },
  };
  expect(alertsFrom({ value: [{ name: 'A-1', kind: 'SecurityAlert', properties }] })).toEqual([
    {
      id: 'a-1',
      title: 'Odd sign-in by ana',
      ruleName: 'Odd sign-in',
      product: 'Azure Sentinel',
      severity: 'Low',
    },
  ]);
});

test('an alert of no named rule goes by its display name', () => {
  const [alert] = alertsFrom({ value: [{ name: 'a', properties: { alertDisplayName: 'Malware' } }] });
  expect(alert).toEqual({ id: 'a', title: 'Malware', ruleName: 'Malware' });
});
