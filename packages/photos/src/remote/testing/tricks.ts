/** A public address, by its number, of a block that IANA has not handed out: nobody is disturbed. */
export const PUBLIC = '2d00::1';

export interface Trick {
  what: string;
  url: string;
  /** What the name servers answer, by turns; the last for good. */
  dns?: string[][];
}

/** Ways to write an address of this machine. Without a guard each of them reaches the listener. */
export const loopbacks = (port: number): Trick[] =>
  [
    ['plain', `http://127.0.0.1:${port}/`],
    ['two parts', `http://127.1:${port}/`],
    ['three parts', `http://127.0.1:${port}/`],
    ['another address of the block', `http://127.0.0.2:${port}/`],
    ['the last of the block', `http://127.255.255.254:${port}/`],
    ['decimal', `http://2130706433:${port}/`],
    ['hexadecimal', `http://0x7f000001:${port}/`],
    ['hexadecimal parts', `http://0x7f.0x0.0x0.0x1:${port}/`],
    ['hexadecimal short', `http://0x7F.1:${port}/`],
    ['octal', `http://017700000001:${port}/`],
    ['octal parts', `http://0177.0.0.01:${port}/`],
    ['many zeros', `http://0000000177.00.00.0000001:${port}/`],
    ['mixed bases', `http://0177.0x0.1:${port}/`],
    ['dot of the root', `http://127.0.0.1.:${port}/`],
    ['percent-encoded', `http://%31%32%37.0.0.1:${port}/`],
    ['percent-encoded dots', `http://127%2e0%2e0%2e1:${port}/`],
    ['full-width digits', `http://１２７.０.０.１:${port}/`],
    ['circled digits', `http://①②⑦.⓪.⓪.①:${port}/`],
    ['ideographic dots', `http://127。0。0。1:${port}/`],
    ['soft hyphen inside', `http://127.0.0\u00ad.1:${port}/`],
    ['this network', `http://0.0.0.0:${port}/`],
    ['zero', `http://0:${port}/`],
    ['hexadecimal zero', `http://0x0:${port}/`],
    ['backslashes', `http:\\\\127.0.0.1:${port}\\`],
    ['no slashes', `http:127.0.0.1:${port}`],
    ['four slashes', `http:////127.0.0.1:${port}/`],
    ['white space around and inside', ` \tht\ntp://127.0\r.0.1:${port}/ `],
    ['upper-case scheme', `HTTP://127.0.0.1:${port}/`],
    ['a name in the fragment', `http://127.0.0.1:${port}#@photos.example/`],
    ['a name in the query', `http://127.0.0.1:${port}?@photos.example/`],
    ['IPv6', `http://[::1]:${port}/`],
    ['IPv6 in full', `http://[0000:0000:0000:0000:0000:0000:0000:0001]:${port}/`],
    ['IPv6 unspecified', `http://[::]:${port}/`],
    ['IPv4-mapped', `http://[::ffff:127.0.0.1]:${port}/`],
    ['IPv4-mapped in hexadecimal', `http://[::ffff:7f00:1]:${port}/`],
    ['IPv4-mapped in full', `http://[0:0:0:0:0:FFFF:127.0.0.1]:${port}/`],
  ].map(([what = '', url = '']) => ({ what, url }));

/** Names whose name servers answer what they like. Without a guard each of them reaches the listener. */
export const names = (port: number): Trick[] => {
  const url = `http://photos.example:${port}/`;
  return [
    { what: 'leads to loopback', url, dns: [['127.0.0.1']] },
    { what: 'with the dot of the root', url: `http://photos.example.:${port}/`, dns: [['127.0.0.1']] },
    { what: 'leads to IPv6 loopback', url, dns: [['::1']] },
    { what: 'leads to IPv4-mapped loopback', url, dns: [['::ffff:127.0.0.1']] },
    { what: 'leads to this network', url, dns: [['0.0.0.0']] },
    { what: 'a public address first', url, dns: [[PUBLIC, '127.0.0.1']] },
    { what: 'a public address last', url, dns: [['127.0.0.1', PUBLIC]] },
    { what: 'hidden among many', url, dns: [[...Array.from({ length: 50 }, () => PUBLIC), '::1']] },
    { what: 'an international name', url: `http://фото.example:${port}/`, dns: [['127.0.0.1']] },
    { what: 'named like an address', url: `http://127.0.0.1.nip.example:${port}/`, dns: [['127.0.0.1']] },
  ];
};

/** Names that change their mind between one look-up and the next. */
export const rebindings = (port: number): Trick[] => {
  const url = `http://photos.example:${port}/`;
  return [
    { what: 'public at first, then loopback', url, dns: [[PUBLIC], ['127.0.0.1']] },
    { what: 'public at first, then IPv6 loopback', url, dns: [[PUBLIC], ['::1']] },
    { what: 'public twice, then loopback', url, dns: [[PUBLIC], [PUBLIC], ['127.0.0.1']] },
  ];
};

const literal = (host: string, port: number): Trick => ({ what: host, url: `http://${host}:${port}/` });

/** Addresses beyond this machine that are nobody's business. */
export const otherNetworks = (port: number): Trick[] =>
  [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.1.1',
    '3232235777', // 192.168.1.1
    '100.64.0.1', // carrier-grade NAT
    '100.100.100.200', // metadata of Alibaba
    '169.254.169.254', // metadata of AWS, GCP, Azure
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.170.2', // credentials of ECS tasks
    '192.0.0.192', // metadata of Oracle
    '168.63.129.16', // host of Azure
    '198.18.0.1', // benchmarks
    '192.0.2.1', // documentation
    '198.51.100.1',
    '203.0.113.1',
    '192.88.99.1', // 6to4 relays
    '224.0.0.1', // multicast
    '240.0.0.1', // reserved
    '255.255.255.255',
    '[fd00:ec2::254]', // metadata of AWS
    '[fd12:3456::1]', // e.g. the private network of Railway
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[::127.0.0.1]', // IPv4-compatible
    '[::ffff:169.254.169.254]',
    '[::ffff:0:127.0.0.1]', // IPv4-translated
    '[64:ff9b::127.0.0.1]', // NAT64
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]', // 6to4 of 127.0.0.1
    '[2002:a9fe:a9fe::]',
    '[2001:0:4136:e378:8000:63bf:80ff:fffe]', // Teredo of 127.0.0.1
    '[2001:db8::1]',
    '[3fff::1]',
    '[2001:2::1]',
    '[100::1]', // discard
    '[5f00::1]', // segment routing
    '[4000::1]', // not global unicast
    'localhost',
    'LOCALHOST',
    'localhost.',
    'loc%61lhost',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'anything.localhost',
    'localhost.localdomain',
    'redis',
    'redis.railway.internal',
    'metadata.google.internal',
    'metadata.google.internal.',
    'kubernetes.default.svc.cluster.local',
    'router.home.arpa',
    'facebookcorewwwi.onion',
  ].map((host) => literal(host, port));

/** Other protocols, and addresses that say more than where a photo is. */
export const notAsked = (port: number): Trick[] =>
  [
    'file:///etc/passwd',
    `ftp://127.0.0.1:${port}/photo.jpg`,
    `gopher://127.0.0.1:${port}/_GET%20/`,
    `dict://127.0.0.1:${port}/`,
    `ldap://127.0.0.1:${port}/`,
    `ws://127.0.0.1:${port}/`,
    'data:image/jpeg;base64,/9j/4AAQ',
    'blob:http://127.0.0.1/photo',
    'javascript:alert(1)',
    `redis://127.0.0.1:${port}/`,
    'unix:///var/run/docker.sock',
    `http://photos.example@127.0.0.1:${port}/`,
    `http://user:secret@127.0.0.1:${port}/`,
    `http://photos.example:80@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}@[::1]:${port}/`,
    'http://[fe80::1%25lo]/',
    'http://256.0.0.1/',
    'http://127.0.0.1.0x7f/',
    'http://1.2.3.4.5/',
    'http://photos.example:99999/',
    'http://photos%00.example/',
    'http://photos.example%0d%0aHost:%20localhost/',
    'http://',
    '//127.0.0.1/',
    '/photo.jpg',
    '',
  ].map((url) => ({ what: url || 'nothing', url }));

/** Where an honest-looking server may send one. */
export const redirectTargets = (port: number): string[] => [
  `http://127.0.0.1:${port}/`,
  `http://2130706433:${port}/`,
  `http://0x7f.1:${port}/`,
  `http://[::1]:${port}/`,
  `http://[::ffff:7f00:1]:${port}/`,
  `http://localhost:${port}/`,
  `http://0:${port}/`,
  `//127.0.0.1:${port}/`,
  `\\\\127.0.0.1:${port}\\`,
  `http://user@127.0.0.1:${port}/`,
  `https://127.0.0.1:${port}/`,
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  `http://inside.example:${port}/`,
  'file:///etc/passwd',
  `ftp://127.0.0.1:${port}/`,
  `gopher://127.0.0.1:${port}/`,
  'data:image/jpeg;base64,/9j/4AAQ',
  'javascript:alert(1)',
];
