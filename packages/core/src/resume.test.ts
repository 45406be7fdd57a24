import type { SubmitDeps } from './line-up.ts';
import type { CachedCritique } from './ports/critiques.ts';
import type { Settlement } from './ports/waiting.ts';
import { createSubmit } from './submit.ts';

const TASTE = { tone: 'roast', language: 'fr', photoType: 'general' } as const;
const PHOTO = { sha256: 'a'.repeat(64), size: 1, format: 'jpeg' } as const;
const KNOWN = { photo: PHOTO, shownBy: [], source: 'openai' } as unknown as CachedCritique;

/** Of a photo that was named by its address and is known already; its user is erased at `moment`. */
function open(moment: 'replace' | 'never') {
  const noted = new Set<string>();
  let erased = false;
  const settled: Settlement[] = [];
  const deps = {
    judge: { model: 'm', promptRevision: 'p1' },
    critiques: { get: async () => KNOWN, markShown: async () => {} },
    records: {
      async replace() {
        erased = moment === 'replace';
        return true;
      },
      settle: async (_id: string, how: Settlement) => settled.push(how) > 0,
    },
    users: { add: async ({ userId }: { userId: string }) => void noted.add(userId) },
    flights: { leave: async () => {} },
    photos: { release: async () => true },
    erasing: { within: async () => erased, again: async () => noted.clear() },
    analysisTtlSeconds: 60,
    onBackgroundError() {},
  } as unknown as SubmitDeps;
  const waiting = { id: 'one', tenant: 'acme', userId: 'ulla', ...TASTE, photo: { sha256: '', bytes: 0 } };
  const submission = { tenant: 'acme', photo: { ...PHOTO, bytes: () => new Uint8Array() } };
  const resume = () =>
    createSubmit(deps).resume(
      waiting as unknown as Parameters<ReturnType<typeof createSubmit>['resume']>[0],
      { ...submission, options: { ...TASTE, userId: 'ulla' } },
    );
  return { noted, settled, resume };
}

test('a fetched photo that is known answers its analysis', async () => {
  const { noted, settled, resume } = open('never');
  await resume();
  expect(settled).toMatchObject([{ status: 'completed', source: 'cache' }]);
  expect([...noted]).toEqual(['ulla']);
});

test('who is erased in that moment is noted nowhere', async () => {
  const { noted, resume } = open('replace');
  await expect(resume()).rejects.toMatchObject({ code: 'conflict' });
  expect([...noted]).toEqual([]);
});
