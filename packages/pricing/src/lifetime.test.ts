import { createCatalogue } from './catalogue.ts';
import { checkModel, lifetimeOf } from './lifetime.ts';

const catalogue = createCatalogue({
  overrides: {
    fading: { shutdownOn: '2027-01-14', replacement: 'next' },
    alone: { shutdownOn: '2027-01-14' },
  },
});
const on = (day: string, model = 'fading') => lifetimeOf(catalogue, model, new Date(day));

test.each([
  ['2026-11-15T00:00:00Z', 'warn', 'in 60 days'],
  ['2026-11-23T10:00:00Z', 'warn', 'in 52 days'],
  ['2027-01-13T23:59:59Z', 'warn', 'in 1 days'],
  ['2027-01-14T00:00:00Z', 'refuse', 'was shut down on 2027-01-14: use next'],
  ['2027-06-01T00:00:00Z', 'refuse', 'use next'],
])('on %s: %s', (day, verdict, message) => {
  expect(on(day)).toEqual({ verdict, message: expect.stringContaining(message) });
});

test('earlier than that nothing is told but that its price is unknown', () => {
  expect(on('2026-11-14T23:59:59Z')).toEqual({
    verdict: 'warn',
    message: expect.stringContaining('cost is unknown'),
  });
  expect(lifetimeOf(catalogue, 'gpt-4o-mini', new Date('2026-11-14'))).toEqual({ verdict: 'fine' });
});

test('what we run on by default today is fine, and what the web app runs on warns', () => {
  const now = new Date('2026-11-23');
  expect(lifetimeOf(catalogue, 'gpt-6-luna', now)).toEqual({ verdict: 'fine' });
  expect(lifetimeOf(catalogue, 'gpt-4o-mini', now)).toEqual({
    verdict: 'warn',
    message: 'gpt-4o-mini shuts down on 2027-01-14, in 52 days: use gpt-6-luna',
  });
  expect(lifetimeOf(catalogue, 'local-1', now)).toEqual({ verdict: 'fine' });
});

test('a model without a named replacement is refused all the same', () => {
  expect(on('2027-02-01', 'alone')).toEqual({
    verdict: 'refuse',
    message: expect.stringContaining('choose another'),
  });
});

test('an unknown model warns that its cost is unknown', () => {
  const told: string[] = [];
  checkModel(catalogue, 'mystery', { now: new Date(), warn: (message) => told.push(message) });
  expect(told).toEqual([expect.stringContaining('cost is unknown')]);
});

test('a start on a model that is gone fails, naming what replaces it', () => {
  const start = () => checkModel(catalogue, 'fading', { now: new Date('2027-02-01'), warn: () => {} });
  expect(start).toThrow('OPENAI_MODEL: fading was shut down on 2027-01-14: use next');
});
