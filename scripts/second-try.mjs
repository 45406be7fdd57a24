// For CI: a test that fails is tried once more, and what it said the first time is printed. Hundreds of processes share two cores there,
// and a machine that stands still for a second fails a few of 2,500 tests that wait for something.
import.meta.jest.retryTimes(1, { logErrorsBeforeRetry: true });
