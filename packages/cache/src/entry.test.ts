import { decodeEntry, encodeEntry, toCached, withMark } from './entry.ts';
import { someCached } from './fixtures/cached.ts';

const MARK = 'ffeeddccbbaa9988';

test('an entry gives back what was put in', () => {
  const cached = someCached();
  expect(toCached(decodeEntry(encodeEntry(cached))!)).toEqual(cached);
});

test('its tail is the end of an answer, ready to be sent', () => {
  const { model, photo, exif, critique } = someCached();
  const { tail } = decodeEntry(encodeEntry(someCached()))!;
  expect(JSON.parse(`{${tail}`)).toEqual({ model, photo, exif, critique });
});

test('its tail tells callers neither the tenants, nor the cost, nor who judged', () => {
  const cost = { inputTokens: 1, cachedTokens: 0, outputTokens: 2, model: 'm', usd: 0.1 };
  const { tail } = decodeEntry(encodeEntry({ ...someCached(), cost }))!;
  expect(tail.toString()).not.toMatch(/shownBy|cost|usd|judgedAt|"source"/);
});

test('a mark is added once, and the rest is untouched', () => {
  const bytes = encodeEntry(someCached());
  const marked = withMark(bytes, MARK)!;
  expect(decodeEntry(marked)!.shownBy).toEqual([...someCached().shownBy, MARK]);
  expect(decodeEntry(marked)!.tail).toEqual(decodeEntry(bytes)!.tail);
  expect(withMark(marked, MARK)).toBeUndefined();
});

test('of more tenants than it has room for, the first are forgotten', () => {
  let bytes = encodeEntry({ ...someCached(), shownBy: [] });
  for (let i = 0; i < 20; i++) bytes = withMark(bytes, i.toString(16).padStart(16, '0'))!;
  const { shownBy } = decodeEntry(bytes)!;
  expect(shownBy).toHaveLength(16);
  expect(shownBy.at(-1)).toBe('13'.padStart(16, '0'));
  expect(shownBy.at(0)).toBe('4'.padStart(16, '0'));
});
