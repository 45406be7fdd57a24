import { PROBLEMS } from '@jmj/contracts';
import * as sdk from './index.ts';

test('the public surface changes only on purpose', () => {
  const client = sdk.createClient({ baseUrl: '' });
  expect({ exports: Object.keys(sdk).sort(), client: Object.keys(client).sort() }).toMatchSnapshot();
});

test('an option is added or taken away only on purpose', () => {
  const options: Record<keyof sdk.AnalyzeOptions, true> & Record<keyof sdk.SubmitOptions, true> = {
    tone: true,
    language: true,
    photoType: true,
    userId: true,
    quality: true,
    speed: true,
    hashFirst: true,
    onUpload: true,
    onProgress: true,
    signal: true,
    timeoutMs: true,
    cancelOnAbort: true,
    wait: true,
  };
  expect(Object.keys(options).sort()).toMatchSnapshot();
});

test('every code has a class of its own, named after it, in one family', () => {
  const families = Object.entries(sdk.errorClasses).map(
    ([code, OneCode]) => `${code}: ${OneCode.name} < ${Object.getPrototypeOf(OneCode).name}`,
  );
  expect(families).toMatchSnapshot();
  expect(Object.keys(sdk.errorClasses)).toEqual(expect.arrayContaining(Object.keys(PROBLEMS)));
  for (const OneCode of Object.values(sdk.errorClasses))
    expect(Object.values(sdk)).toContain(Object.getPrototypeOf(OneCode));
});
