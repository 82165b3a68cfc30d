/** Pairs of amounts: each is parsed, printed, compared with and added to the other. */
export function quantityCases(): unknown[] {
  return amounts.map((left, index) => [left, amounts[(index * 7 + 3) % amounts.length]]);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim());
}

const amounts: readonly string[] = words(`
  0 1 -1 +1 00 007 100m 0.5 .5 5. 1.5 1.500 1.25 0.001 0.0001 1e3 1E3 1E-3 1e-9 1e-10 12e6 1.2e2 1k 1000 1000k
  1500 1500m 999m 1024 1023 1025 10240 1Ki 8Ki 1024Ki 1024Mi 1536Mi 1.5Gi 0.5Gi 0.1Ki 0.0001Ki 2Ti 16Ei 7Ei 8Ei 9Ei
  128Mi 250m 2M 2000M 3G 1T 1P 1E 10E 1n 1u 0.1n -0.1n -1.5Gi -5m -1Ki 9223372036854775807 9223372036854775808
  99999999999999999999 1.0000000001 123456789.123456789 1e18 1e19 x 1x 1KI 1Kii --1 1.2.3 1e e3 . - 1mm 1i 5Zi 0x10
  1_000 100Gi 1Pi 3Ei 0m 0Ki 0e3 -0 12345678901234567890m 4096M 4000Mi 4100Mi 1000000n 1000u
`);

const sets = [
  {},
  { a: '1' },
  { a: '2', b: 'x' },
  { app: 'web', tier: 'front' },
  { 'example.com/team': 'core' },
  { n: '5' },
  { n: 'five' },
  { a: '' },
];

export function selectorCases(): unknown[] {
  const long = [`a=${'v'.repeat(64)}`, `${'k'.repeat(64)}`];
  return [...lines(selectors), ...long].map((selector) => ({ selector, labels: sets }));
}

const selectors = `
  a
  !a
  a=1
  a==1
  a!=1
  a = 1 , b
  a in (1,2)
  a in (2, 1, 1)
  a notin (1)
  a in ()
  a in (,1)
  a=
  a!=
  a,b
  a,!b
  n>4
  n<4
  n > 5
  n>x
  app=web,tier in (front,back)
  example.com/team=core
  a in 1
  a in (1
  a=1,
  ,a
  a=1=2
  a b
  =1
  a=(1)
  !
  !!a
  in
  in in (in)
  a notin (x,y),!c,b
  a/b/c=1
  -a=1
  a=-
  a=b c
  a>1,a<3
  A_b.c=D
  z=1,y=2,x=3
  a==
  a)`;

export function durationCases(): unknown[] {
  const written = words(`
    0 0s 1s 90s 10m 1h30m 1.5s 1.5h 250ms 1us 1µs 15ns 1h0m0s -2m +3s .5s 1.s 100h 1h1ms 2562047h 119s 120s 121s 9m59s
    10m1s 2h59m 3h 3h1m 8h1m 47h 49h 191h 193h 8760h 17519h 17521h 70081h 100000h -1s -5s 1 s 1x 1m1 --1s .s 3000000h
  `);
  return [...written, '', '1 s'];
}

export function nameCases(): unknown[] {
  const written = words(`
    a web my-app a.b a..b -a a- A a_b 1a a1 x/y example.com/Name /y x/ a/b/c UPPER/x ä .a a. x.y-z 1
  `);
  const long = ['a'.repeat(63), 'a'.repeat(64), `${'a.'.repeat(126)}aa`, 'a'.repeat(254)];
  return [...written, '', 'a b', ...long];
}
