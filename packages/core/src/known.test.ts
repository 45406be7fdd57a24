import type { Fingerprint } from './fingerprint.ts';
import { fingerprintKey, parseFingerprint } from './fingerprint.ts';
import { answerKnown, hasShown, parseKnownId, tenantMark, wholeAnswer } from './known.ts';

const fingerprint: Fingerprint = {
  sha256: 'ab'.repeat(32),
  tone: 'roast',
  language: 'fr',
  photoType: 'night',
  promptRevision: 'p1',
  model: 'vendor:model~2/x y',
};
const ready = {
  tail: Buffer.from('"model":"m"}'),
  expiresAt: 2_000_000_000_000,
  shownBy: [tenantMark('acme')],
  fromMemory: false,
};

test('a fingerprint survives being written as a key, whatever the name of the model', () => {
  expect(parseFingerprint(fingerprintKey(fingerprint))).toEqual(fingerprint);
});

test.each([
  '',
  'a:b',
  `${'ab'.repeat(32)}:roast:fr:night:p1`,
  `${'AB'.repeat(32)}:roast:fr:night:p1:m`,
  `${'ab'.repeat(32)}:rude:fr:night:p1:m`,
])('%p is no fingerprint', (key) => expect(parseFingerprint(key)).toBeUndefined());

test('the id of a known answer says what it answers, and when', () => {
  const known = answerKnown(fingerprint, fingerprint, ready, 1_790_000_000_000);
  const { id } = known;
  expect(parseKnownId(id)).toEqual({ fingerprint, at: 1_790_000_000_000 });
  expect(id).toMatch(/^[\w~.%-]+$/);
  expect(JSON.parse(wholeAnswer(known).toString())).toEqual({
    id,
    status: 'completed',
    source: 'cache',
    tone: 'roast',
    language: 'fr',
    photoType: 'night',
    createdAt: '2026-09-21T14:13:20.000Z',
    completedAt: '2026-09-21T14:13:20.000Z',
    expiresAt: '2033-05-18T03:33:20.000Z',
    model: 'm',
  });
});

test.each([
  '',
  'known',
  'known~~',
  'b1f3-uuid',
  `known~zzzzzzzzzzzzzz~${'ab'.repeat(32)}~roast~fr~night~p1~m`,
  `known~1~${'ab'.repeat(32)}~roast~fr~night~p1~%E0%A4%A`,
])('%p is no id of a known answer', (id) => expect(parseKnownId(id)).toBeUndefined());

test('only a tenant that has sent the photo has shown it, and its name is not in the mark', () => {
  expect(hasShown('acme', ready)).toBe(true);
  expect(hasShown('globex', ready)).toBe(false);
  expect(tenantMark('acme')).toMatch(/^[0-9a-f]{16}$/);
});
